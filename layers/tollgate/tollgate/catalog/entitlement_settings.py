"""What a caller says about an entitlement, and the entitlement that comes of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tollgate.catalog.addon import Addon
from tollgate.catalog.entitlement import EntitlementBehavior, FeatureEntitlement, Widget
from tollgate.catalog.entitlement_value import check_value
from tollgate.catalog.errors import InvalidResetPeriod, OverrideOnPlan
from tollgate.catalog.feature import Feature
from tollgate.catalog.package import Package, PricingType
from tollgate.shared.entity import Amount, Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod

_CONFIGURATION_OF = {
    ResetPeriod.YEAR: "yearly_reset_anchor",
    ResetPeriod.MONTH: "monthly_reset_anchor",
    ResetPeriod.WEEK: "weekly_reset_anchor",
}


class EntitlementSettings(Value):
    """What a caller says about an entitlement: the fields that are given; the others stay as they are.

    Of the three anchors only the one of the reset period may be given.
    """

    usage_limit: Amount | None = None
    has_unlimited_usage: bool = False
    has_soft_limit: bool = False
    reset_period: ResetPeriod | None = None
    yearly_reset_anchor: ResetAnchor | None = None
    monthly_reset_anchor: ResetAnchor | None = None
    weekly_reset_anchor: ResetAnchor | None = None
    enum_values: tuple[str, ...] | None = None
    behavior: EntitlementBehavior = EntitlementBehavior.INCREMENT
    is_granted: bool = True
    is_custom: bool = False
    order: Amount | None = None
    hidden_from_widgets: tuple[Widget, ...] = ()
    display_name_override: str | None = None
    description: str | None = None

    def given(self, name: str) -> bool:
        """Tell whether the caller sent this field."""
        return name in self.model_fields_set


def configured(
    before: FeatureEntitlement,
    settings: EntitlementSettings,
    *,
    feature: Feature,
    package: Package,
    at: datetime,
    path: str,
) -> FeatureEntitlement:
    """Return the entitlement with the settings; raises `InvalidInput` for what does not go with feature or package.

    `path` leads to the settings in the request and begins the field that an error names.
    """
    check_behavior(settings.behavior, settings.is_custom, package, path=path)
    return valued(before, settings, feature=feature, at=at, path=path)


def valued(
    before: FeatureEntitlement, settings: EntitlementSettings, *, feature: Feature, at: datetime, path: str
) -> FeatureEntitlement:
    """Return the entitlement with the settings, whoever grants it; raises `InvalidInput` for what is no value."""
    anchors = set(_CONFIGURATION_OF.values())
    changes: dict[str, Any] = {name: getattr(settings, name) for name in settings.model_fields_set - anchors}
    entitlement = before.but(**changes | _limit(settings, path) | _reset(before, settings, path))
    check_value(entitlement, feature, path=path)
    return before if entitlement == before else entitlement.but(updated_at=at)


def check_behavior(behavior: EntitlementBehavior, is_custom: bool, package: Package, *, path: str) -> None:
    """Raise `OverrideOnPlan` or `InvalidInput` where an entitlement of this package cannot be combined like this."""
    if behavior is EntitlementBehavior.OVERRIDE and not isinstance(package, Addon):
        raise OverrideOnPlan("Only an add-on overrides; a plan's entitlement increments", field=f"{path}behavior")
    if is_custom and package.pricing_type is not PricingType.CUSTOM:
        message = f"Only a CUSTOM {package.noun} has variable values; leave isCustom out"
        raise InvalidInput(message, field=f"{path}isCustom")


def _limit(settings: EntitlementSettings, path: str) -> dict[str, Any]:
    # A limit and no limit exclude each other; the one that is given replaces the other.
    if settings.has_unlimited_usage and settings.usage_limit is not None:
        raise InvalidInput("Give either usageLimit or hasUnlimitedUsage", field=f"{path}usageLimit")
    if settings.has_unlimited_usage:
        return {"usage_limit": None}
    return {"has_unlimited_usage": False} if settings.usage_limit is not None else {}


def _reset(before: FeatureEntitlement, settings: EntitlementSettings, path: str) -> dict[str, Any]:
    period = settings.reset_period if settings.given("reset_period") else before.reset_period
    given = {of_period: getattr(settings, name) for of_period, name in _CONFIGURATION_OF.items()}
    anchor = reset_anchor(period, given, path=path)
    is_told = period in _CONFIGURATION_OF and settings.given(_CONFIGURATION_OF[period])
    keeps = period is before.reset_period and before.reset_anchor is not None and not is_told
    return {"reset_period": period, "reset_anchor": before.reset_anchor if keeps else anchor}


def reset_anchor(
    period: ResetPeriod | None, given: Mapping[ResetPeriod, ResetAnchor | None], *, path: str
) -> ResetAnchor | None:
    """Return from where periods are counted: as given for this period, else from the subscription's start.

    Raises `InvalidResetPeriod` where it is given for another period. Days and hours are the calendar's: None.
    """
    for of_period, anchor in given.items():
        if anchor is not None and of_period is not period:
            raise InvalidResetPeriod(
                f"This configuration goes with resetPeriod {of_period} only",
                field=f"{path}{_CONFIGURATION_OF[of_period].removesuffix('_reset_anchor')}ResetPeriodConfiguration",
            )
    if period is None or period not in _CONFIGURATION_OF:
        return None
    return given.get(period) or ResetAnchor.SUBSCRIPTION_START
