"""What packages grant, in a pricing table, in the shapes that GraphQL has for it."""

from typing import Any, Literal

from pydantic import Field

from tollgate.api.paywall_features import CreditCurrencyView, PricedFeatureView, WholeFeatureView
from tollgate.api.spelling import RESET_CONFIGURATION
from tollgate.catalog.credit_entitlement import CreditCadence, CreditEntitlement
from tollgate.catalog.entitlement import EntitlementBehavior, FeatureEntitlement, Widget
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod


class PaywallResetView(Value):
    """From where reset periods are counted: `ResetPeriodConfiguration`, each member type by its own field."""

    type_name: str = Field(alias="__typename")
    yearly_according_to: ResetAnchor | None = None
    monthly_according_to: ResetAnchor | None = None
    weekly_according_to: ResetAnchor | None = None

    @classmethod
    def of(cls, period: ResetPeriod | None, anchor: ResetAnchor | None) -> "PaywallResetView | None":
        """Return the view of a period's configuration, None where the calendar counts it or it never resets."""
        if period not in RESET_CONFIGURATION:
            return None
        according_to: dict[str, Any] = {_ACCORDING_TO[period]: anchor}
        return cls.model_construct(type_name=RESET_CONFIGURATION[period], **according_to)


_ACCORDING_TO = {
    ResetPeriod.YEAR: "yearly_according_to",
    ResetPeriod.MONTH: "monthly_according_to",
    ResetPeriod.WEEK: "weekly_according_to",
}


class PaywallEntitlementView(Value):
    """What a package grants of a feature: `Entitlement`. Nobody has used anything of it, so that usage is null."""

    feature: PricedFeatureView
    is_granted: bool
    usage_limit: Amount | None
    has_unlimited_usage: bool
    has_soft_limit: bool
    enum_values: tuple[str, ...] | None
    reset_period: ResetPeriod | None
    reset_period_configuration: PaywallResetView | None
    display_name_override: str | None
    hidden_from_widgets: tuple[Widget, ...]
    access_denied_reason: None = None
    credit_rate: None = None
    current_usage: None = None
    customer_id: None = None
    entitlement_updated_at: Instant | None = None
    meter_id: None = None
    next_reset_date: None = None
    requested_usage: None = None
    requested_values: None = None
    resource_id: None = None
    usage_period_anchor: None = None
    usage_period_end: None = None
    usage_period_start: None = None
    usage_updated_at: None = None
    valid_until: None = None

    @classmethod
    def of(cls, granted: FeatureEntitlement, feature: PricedFeatureView) -> "PaywallEntitlementView":
        """Return the view of an entitlement."""
        return cls.model_construct(
            feature=feature,
            reset_period_configuration=PaywallResetView.of(granted.reset_period, granted.reset_anchor),
            entitlement_updated_at=granted.updated_at,
            **_same(granted, _OF_ENTITLEMENT),
        )


_OF_ENTITLEMENT = (
    "is_granted",
    "usage_limit",
    "has_unlimited_usage",
    "has_soft_limit",
    "enum_values",
    "reset_period",
    "display_name_override",
    "hidden_from_widgets",
)


class GrantView(Value):
    """What entitlements to features and to credits share."""

    id: str
    behavior: EntitlementBehavior
    description: str | None
    display_name_override: str | None
    has_soft_limit: bool
    hidden_from_widgets: tuple[Widget, ...]
    is_custom: bool
    is_granted: bool
    order: Amount | None


_OF_GRANT = tuple(name for name in GrantView.model_fields if name != "id")


class PackageFeatureView(GrantView):
    """What a package grants of a feature: `PackageFeatureEntitlement`."""

    type_name: Literal["PackageFeatureEntitlement"] = Field("PackageFeatureEntitlement", alias="__typename")
    feature: WholeFeatureView
    feature_id: str
    usage_limit: Amount | None
    has_unlimited_usage: bool
    enum_values: tuple[str, ...] | None
    reset_period: ResetPeriod | None

    @classmethod
    def of(cls, granted: FeatureEntitlement, feature: WholeFeatureView) -> "PackageFeatureView":
        """Return the view of an entitlement."""
        own = ("feature_id", "usage_limit", "has_unlimited_usage", "enum_values", "reset_period")
        return cls.model_construct(id=granted.uuid, feature=feature, **_same(granted, (*_OF_GRANT, *own)))


class PackageCreditView(GrantView):
    """What a package grants of a custom currency: `PackageCreditEntitlement`."""

    type_name: Literal["PackageCreditEntitlement"] = Field("PackageCreditEntitlement", alias="__typename")
    custom_currency: CreditCurrencyView
    custom_currency_id: str
    amount: Amount | None
    cadence: CreditCadence
    dependency_feature: WholeFeatureView | None

    @classmethod
    def of(
        cls, granted: CreditEntitlement, currency: CreditCurrencyView, dependency: WholeFeatureView | None
    ) -> "PackageCreditView":
        """Return the view of an entitlement."""
        return cls.model_construct(
            id=granted.uuid,
            custom_currency=currency,
            custom_currency_id=granted.currency_id,
            dependency_feature=dependency,
            **_same(granted, (*_OF_GRANT, "amount", "cadence")),
        )


def _same(entity: Value, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(entity, name) for name in names}
