"""What a caller says about an entitlement, and the entitlement that comes of it."""

from datetime import datetime
from typing import Any

from tollgate.catalog.entitlement import EntitlementBehavior, FeatureEntitlement, ResetAnchor, ResetPeriod, Widget
from tollgate.catalog.entitlement_value import check_value
from tollgate.catalog.errors import InvalidResetPeriod, OverrideOnPlan
from tollgate.catalog.feature import Feature
from tollgate.catalog.plan import Plan, PricingType
from tollgate.shared.entity import Amount, Value
from tollgate.shared.errors import InvalidInput

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
    before: FeatureEntitlement, settings: EntitlementSettings, *, feature: Feature, plan: Plan, at: datetime, path: str
) -> FeatureEntitlement:
    """Return the entitlement with the settings; raises `InvalidInput` for what does not go with feature or plan.

    `path` leads to the settings in the request and begins the field that an error names.
    """
    if settings.behavior is EntitlementBehavior.OVERRIDE:
        raise OverrideOnPlan("Only an add-on overrides; a plan's entitlement increments", field=f"{path}behavior")
    if settings.is_custom and plan.pricing_type is not PricingType.CUSTOM:
        raise InvalidInput("Only CUSTOM plans have variable values; leave isCustom out", field=f"{path}isCustom")
    anchors = set(_CONFIGURATION_OF.values())
    changes: dict[str, Any] = {name: getattr(settings, name) for name in settings.model_fields_set - anchors}
    entitlement = before.but(**changes | _limit(settings, path) | _reset(before, settings, path))
    check_value(entitlement, feature, path=path)
    return before if entitlement == before else entitlement.but(updated_at=at)


def _limit(settings: EntitlementSettings, path: str) -> dict[str, Any]:
    # A limit and no limit exclude each other; the one that is given replaces the other.
    if settings.has_unlimited_usage and settings.usage_limit is not None:
        raise InvalidInput("Give either usageLimit or hasUnlimitedUsage", field=f"{path}usageLimit")
    if settings.has_unlimited_usage:
        return {"usage_limit": None}
    return {"has_unlimited_usage": False} if settings.usage_limit is not None else {}


def _reset(before: FeatureEntitlement, settings: EntitlementSettings, path: str) -> dict[str, Any]:
    period = settings.reset_period if settings.given("reset_period") else before.reset_period
    for of_period, name in _CONFIGURATION_OF.items():
        if getattr(settings, name) is not None and of_period is not period:
            raise InvalidResetPeriod(
                f"This configuration goes with resetPeriod {of_period} only",
                field=f"{path}{name.removesuffix('_reset_anchor')}ResetPeriodConfiguration",
            )
    if period is None or period not in _CONFIGURATION_OF:
        return {"reset_period": period, "reset_anchor": None}
    name = _CONFIGURATION_OF[period]
    kept = before.reset_anchor if period is before.reset_period and not settings.given(name) else None
    return {"reset_period": period, "reset_anchor": getattr(settings, name) or kept or ResetAnchor.SUBSCRIPTION_START}
