"""Edge reads of what a customer may use, in the shapes that GraphQL has for it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from pydantic import Field

from tollgate import wiring
from tollgate.api.edge_documents import edge_caller
from tollgate.api.paywall_entitlements import PaywallResetView
from tollgate.api.paywall_features import PricedFeatureView
from tollgate.api.paywall_prices import RateView
from tollgate.api.resolver import Resolver
from tollgate.catalog.entitlement import Widget
from tollgate.credits.custom_currency import CustomCurrency
from tollgate.entitlements.entitlement import AccessDeniedReason, CreditEntitlement, Entitlement, EntitlementsState
from tollgate.entitlements.list import list_entitlements
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.reset_period import ResetPeriod

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class OwnerQuery(Value):
    """Whose document it is: the customer's, or one of its resources'."""

    resource_id: str | None = None


class EdgeFeatureEntitlementView(Value):
    """An entitlement to a feature: `FeatureEntitlement`, the second generation."""

    type_name: Literal["FeatureEntitlement"] = Field(default="FeatureEntitlement", alias="__typename")
    feature: PricedFeatureView | None
    is_granted: bool
    access_denied_reason: AccessDeniedReason | None
    current_usage: Amount | None
    usage_limit: Amount | None
    has_unlimited_usage: bool
    has_soft_limit: bool
    enum_values: tuple[str, ...] | None
    reset_period: ResetPeriod | None
    reset_period_configuration: PaywallResetView | None
    usage_period_anchor: Instant | None
    usage_period_start: Instant | None
    usage_period_end: Instant | None
    entitlement_updated_at: Instant | None
    usage_updated_at: Instant | None
    valid_until: Instant | None
    credit_rate: RateView | None

    @classmethod
    def of(cls, entitlement: Entitlement) -> "EdgeFeatureEntitlementView":
        """Return the view of an entitlement."""
        return cls.model_construct(valid_until=entitlement.valid_until, **_shared(entitlement, _OF_BOTH))


class EdgeEntitlementView(Value):
    """An entitlement to a feature: `Entitlement`, the first generation; `validUntil` is in milliseconds."""

    customer_id: str
    resource_id: str | None
    feature: PricedFeatureView | None
    is_granted: bool
    access_denied_reason: AccessDeniedReason | None
    requested_usage: Amount | None
    requested_values: tuple[str, ...] | None
    current_usage: Amount | None
    usage_limit: Amount | None
    has_unlimited_usage: bool
    has_soft_limit: bool
    enum_values: tuple[str, ...] | None
    reset_period: ResetPeriod | None
    reset_period_configuration: PaywallResetView | None
    usage_period_anchor: Instant | None
    usage_period_start: Instant | None
    usage_period_end: Instant | None
    next_reset_date: Instant | None
    entitlement_updated_at: Instant | None
    usage_updated_at: Instant | None
    valid_until: int | None
    display_name_override: str | None
    hidden_from_widgets: tuple[Widget, ...]
    credit_rate: RateView | None
    meter_id: None = None

    @classmethod
    def of(cls, entitlement: Entitlement) -> "EdgeEntitlementView":
        """Return the view of an entitlement."""
        until = entitlement.valid_until
        return cls.model_construct(
            next_reset_date=entitlement.usage_period_end,
            valid_until=(until - _EPOCH) // timedelta(milliseconds=1) if until is not None else None,
            **_shared(entitlement, _OF_FIRST),
        )


_OF_BOTH = tuple(
    name
    for name in EdgeFeatureEntitlementView.model_fields
    if name in Entitlement.model_fields and name not in {"feature", "valid_until", "credit_rate"}
)
_OF_FIRST = (
    *_OF_BOTH,
    "customer_id",
    "resource_id",
    "requested_usage",
    "requested_values",
    "display_name_override",
    "hidden_from_widgets",
)


def _shared(entitlement: Entitlement, names: tuple[str, ...]) -> dict[str, Any]:
    feature = entitlement.feature
    return {
        "feature": PricedFeatureView.of(feature, entitlement.unit_transformation) if feature is not None else None,
        "credit_rate": RateView.of(entitlement.credit_rate),
        "reset_period_configuration": PaywallResetView.of(entitlement.reset_period, entitlement.reset_anchor),
        **{name: getattr(entitlement, name) for name in names},
    }


class EdgeCurrencyView(Value):
    """The custom currency of a credit entitlement: `EntitlementCurrency`."""

    currency_id: str
    display_name: str
    description: str | None = None
    additional_meta_data: dict[str, str] = Field(default_factory=dict)
    unit_singular: str | None = None
    unit_plural: str | None = None

    @classmethod
    def of(cls, currency_id: str, currency: CustomCurrency | None) -> "EdgeCurrencyView":
        """Return the view of a currency; one that does not exist is shown by its id."""
        if currency is None:
            return cls(currency_id=currency_id, display_name=currency_id)
        units = currency.units
        return cls(
            currency_id=currency_id,
            display_name=currency.display_name,
            description=currency.description,
            additional_meta_data=currency.metadata,
            unit_singular=units.singular if units is not None else None,
            unit_plural=units.plural if units is not None else None,
        )


class EdgeCreditEntitlementView(Value):
    """An entitlement to credits: `CreditEntitlement`, which the second generation has only."""

    type_name: Literal["CreditEntitlement"] = Field(default="CreditEntitlement", alias="__typename")
    currency: EdgeCurrencyView
    is_granted: bool
    access_denied_reason: AccessDeniedReason | None
    current_usage: Amount
    usage_limit: Amount
    has_soft_limit: bool
    usage_period_end: Instant | None
    entitlement_updated_at: Instant | None
    usage_updated_at: Instant
    valid_until: Instant | None

    @classmethod
    def of(cls, entitlement: CreditEntitlement, named: CustomCurrency | None) -> "EdgeCreditEntitlementView":
        """Return the view of an entitlement to credits."""
        values: dict[str, Any] = {name: getattr(entitlement, name) for name in _OF_CREDITS}
        return cls.model_construct(currency=EdgeCurrencyView.of(entitlement.currency_id, named), **values)


_OF_CREDITS = tuple(name for name in EdgeCreditEntitlementView.model_fields if name in CreditEntitlement.model_fields)


class EdgeEntitlementsView(Value):
    """Everything a customer or one of its resources may use; nothing where it may use nothing, whatever the reason."""

    entitlements: list[EdgeEntitlementView]

    @classmethod
    def of(cls, state: EntitlementsState) -> "EdgeEntitlementsView":
        """Return the view of a state."""
        return cls.model_construct(entitlements=[EdgeEntitlementView.of(each) for each in state.entitlements])


class EdgeEntitlementsStateView(Value):
    """Everything a customer or one of its resources may use, in both generations, or why it is nothing."""

    access_denied_reason: AccessDeniedReason | None
    entitlements: list[EdgeEntitlementView]
    entitlements_v2: list[EdgeFeatureEntitlementView | EdgeCreditEntitlementView] = Field(alias="entitlementsV2")

    @classmethod
    def of(cls, state: EntitlementsState, currencies: Mapping[str, CustomCurrency]) -> "EdgeEntitlementsStateView":
        """Return the view of a state."""
        credits = [EdgeCreditEntitlementView.of(each, currencies.get(each.currency_id)) for each in state.credits]
        return cls.model_construct(
            access_denied_reason=state.access_denied_reason,
            entitlements=[EdgeEntitlementView.of(each) for each in state.entitlements],
            entitlements_v2=[*(EdgeFeatureEntitlementView.of(each) for each in state.entitlements), *credits],
        )


def state_at(
    app: Resolver, account_id: str, environment_id: str, customer_id: str, query: OwnerQuery
) -> EntitlementsState:
    """Return what the customer or its resource may use now; raises what `edge_caller` raises."""
    scope = edge_caller(app, account_id, environment_id).scope
    return list_entitlements(scope, customer_id, query.resource_id, checking=wiring.checking())
