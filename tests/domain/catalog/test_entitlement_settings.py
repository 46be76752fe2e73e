"""What a caller says about an entitlement, and what comes of it."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.catalog import THEN, a_feature, a_plan, an_entitlement
from tollgate.catalog.entitlement import EntitlementBehavior, FeatureEntitlement
from tollgate.catalog.entitlement_settings import EntitlementSettings, configured
from tollgate.catalog.feature import Feature, FeatureType, MeterType
from tollgate.catalog.package import PricingType
from tollgate.shared.errors import DomainError
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod

METERED = a_feature()
NUMBER = a_feature(meter_type=MeterType.NONE)
BOOLEAN = a_feature(feature_type=FeatureType.BOOLEAN, meter_type=MeterType.NONE)
ENUM = a_feature(values=("eu", "us"))
LATER = THEN.replace(month=2)


def settled(
    feature: Feature,
    *,
    before: FeatureEntitlement | None = None,
    pricing_type: PricingType = PricingType.FREE,
    **settings: Any,
) -> FeatureEntitlement:
    """Return what comes of the settings for a feature of a plan."""
    return configured(
        before or an_entitlement(feature),
        EntitlementSettings(**settings),
        feature=feature,
        package=a_plan(pricing_type=pricing_type),
        at=LATER,
        path="",
    )


@pytest.mark.parametrize(
    ("feature", "settings"),
    [
        (BOOLEAN, {}),
        (BOOLEAN, {"is_granted": False}),
        (NUMBER, {"usage_limit": 0}),
        (NUMBER, {"has_unlimited_usage": True}),
        (METERED, {"usage_limit": 2**53 - 1, "has_soft_limit": True}),
        (METERED, {"is_granted": False}),
        (ENUM, {"enum_values": ("eu",)}),
        (ENUM, {"enum_values": ("us", "eu")}),
    ],
)
def test_settings_that_go_with_the_feature_become_the_entitlement(feature: Feature, settings: dict[str, Any]) -> None:
    entitlement = settled(feature, **settings)
    assert {name: getattr(entitlement, name) for name in settings} == settings


@pytest.mark.parametrize(
    ("feature", "settings", "field"),
    [
        (BOOLEAN, {"usage_limit": 1}, "usageLimit"),
        (BOOLEAN, {"has_unlimited_usage": True}, "hasUnlimitedUsage"),
        (BOOLEAN, {"has_soft_limit": True}, "hasSoftLimit"),
        (BOOLEAN, {"enum_values": ("eu",)}, "enumValues"),
        (NUMBER, {}, "usageLimit"),
        (NUMBER, {"usage_limit": 1, "has_soft_limit": True}, "hasSoftLimit"),
        (METERED, {}, "usageLimit"),
        (METERED, {"usage_limit": -1}, "usageLimit"),
        (METERED, {"usage_limit": 2**53}, "usageLimit"),
        (METERED, {"usage_limit": 1, "has_unlimited_usage": True}, "usageLimit"),
        (ENUM, {}, "enumValues"),
        (ENUM, {"enum_values": ()}, "enumValues"),
        (ENUM, {"enum_values": ("asia",)}, "enumValues"),
        (ENUM, {"enum_values": ("eu", "eu")}, "enumValues"),
        (ENUM, {"usage_limit": 3, "enum_values": ("eu",)}, "usageLimit"),
        (METERED, {"usage_limit": 1, "is_custom": True}, "isCustom"),
    ],
)
def test_settings_that_do_not_go_with_the_feature_are_refused(
    feature: Feature, settings: dict[str, Any], field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        settled(feature, **settings)
    assert (refused.value.code, refused.value.details["field"]) == ("InvalidArgumentError", field)


def test_a_plan_never_overrides() -> None:
    with pytest.raises(DomainError) as refused:
        settled(BOOLEAN, behavior=EntitlementBehavior.OVERRIDE)
    assert refused.value.code == "CannotAddOverrideEntitlementToPlan"


def test_a_variable_value_is_left_to_the_subscriptions_of_a_custom_plan() -> None:
    entitlement = settled(METERED, pricing_type=PricingType.CUSTOM, is_custom=True)
    assert (entitlement.is_custom, entitlement.usage_limit) == (True, None)


@pytest.mark.parametrize(
    ("settings", "anchor"),
    [
        ({"reset_period": ResetPeriod.HOUR}, None),
        ({"reset_period": ResetPeriod.DAY}, None),
        ({"reset_period": ResetPeriod.WEEK}, ResetAnchor.SUBSCRIPTION_START),
        ({"reset_period": ResetPeriod.MONTH}, ResetAnchor.SUBSCRIPTION_START),
        ({"reset_period": ResetPeriod.YEAR}, ResetAnchor.SUBSCRIPTION_START),
        ({"reset_period": ResetPeriod.WEEK, "weekly_reset_anchor": "EveryMonday"}, ResetAnchor.EVERY_MONDAY),
        ({"reset_period": ResetPeriod.MONTH, "monthly_reset_anchor": "StartOfTheMonth"}, "StartOfTheMonth"),
        ({"reset_period": ResetPeriod.YEAR, "yearly_reset_anchor": "SubscriptionStart"}, "SubscriptionStart"),
    ],
)
def test_usage_is_reset_from_the_subscriptions_start_unless_an_anchor_is_given(
    settings: dict[str, Any], anchor: str | None
) -> None:
    assert settled(METERED, usage_limit=1, **settings).reset_anchor == anchor


@pytest.mark.parametrize(
    ("period", "configuration"),
    [
        (None, {"monthly_reset_anchor": "StartOfTheMonth"}),
        ("WEEK", {"monthly_reset_anchor": "StartOfTheMonth"}),
        ("MONTH", {"weekly_reset_anchor": "EveryMonday"}),
        ("DAY", {"yearly_reset_anchor": "SubscriptionStart"}),
    ],
)
def test_a_configuration_of_another_period_is_refused(period: str | None, configuration: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as refused:
        settled(METERED, usage_limit=1, reset_period=period, **configuration)
    length = next(iter(configuration)).removesuffix("_reset_anchor")
    assert refused.value.code == "InvalidEntitlementResetPeriod"
    assert refused.value.details["field"] == f"{length}ResetPeriodConfiguration"


def test_only_metered_features_are_reset() -> None:
    with pytest.raises(DomainError) as refused:
        settled(NUMBER, usage_limit=1, reset_period="MONTH")
    assert (refused.value.code, refused.value.details["field"]) == ("InvalidEntitlementResetPeriod", "resetPeriod")


MONTHLY = an_entitlement(
    METERED, usage_limit=10, reset_period=ResetPeriod.MONTH, reset_anchor=ResetAnchor.START_OF_THE_MONTH
)


@pytest.mark.parametrize(
    ("settings", "changed"),
    [
        ({"usage_limit": 20}, {"usage_limit": 20}),
        ({"has_unlimited_usage": True}, {"usage_limit": None, "has_unlimited_usage": True}),
        ({"reset_period": "DAY"}, {"reset_period": ResetPeriod.DAY, "reset_anchor": None}),
        ({"reset_period": "WEEK"}, {"reset_period": ResetPeriod.WEEK, "reset_anchor": ResetAnchor.SUBSCRIPTION_START}),
        ({"reset_period": None}, {"reset_period": None, "reset_anchor": None}),
        ({"monthly_reset_anchor": None}, {"reset_anchor": ResetAnchor.SUBSCRIPTION_START}),
        ({"order": 3, "description": "x"}, {"order": 3, "description": "x"}),
    ],
)
def test_what_is_not_given_stays(settings: dict[str, Any], changed: dict[str, Any]) -> None:
    after = settled(METERED, before=MONTHLY, **settings)
    assert after == MONTHLY.but(**changed, updated_at=LATER)


@pytest.mark.parametrize("settings", [{}, {"usage_limit": 10}, {"reset_period": "MONTH"}])
def test_a_change_that_changes_nothing_leaves_the_entitlement_as_it_was(settings: dict[str, Any]) -> None:
    assert settled(METERED, before=MONTHLY, **settings) is MONTHLY


def test_a_limit_takes_the_place_of_no_limit() -> None:
    unlimited = an_entitlement(METERED, has_unlimited_usage=True)
    after = settled(METERED, before=unlimited, usage_limit=5)
    assert after == unlimited.but(usage_limit=Decimal(5), has_unlimited_usage=False, updated_at=LATER)
