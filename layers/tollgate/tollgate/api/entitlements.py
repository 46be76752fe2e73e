"""Entitlements on the wire."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field

from tollgate.api.wire import QueryMap, Unsupported, refuse_unsupported, split_commas
from tollgate.catalog.feature import FeatureStatus, FeatureType
from tollgate.credits.custom_currency import CustomCurrency
from tollgate.entitlements.entitlement import (
    AccessDeniedReason,
    CreditEntitlement,
    Entitlement,
    EntitlementsState,
)
from tollgate.entitlements.verdict import CreditQuestion, Question
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.errors import BadUserInput
from tollgate.shared.reset_period import ResetPeriod

StateDeniedReason = Literal[
    AccessDeniedReason.CUSTOMER_NOT_FOUND,
    AccessDeniedReason.NO_ACTIVE_SUBSCRIPTION,
    AccessDeniedReason.CUSTOMER_IS_ARCHIVED,
]


class CheckEntitlementQuery(Value):
    """What is asked: about a feature or about a currency, never both."""

    feature_id: str | None = None
    currency_id: str | None = None
    requested_usage: Annotated[int | None, Field(ge=0, le=2**53 - 1)] = None
    requested_values: Annotated[list[str] | None, BeforeValidator(split_commas)] = None
    resource_id: str | None = None
    dimensions: QueryMap | None = None
    reserve_amount: Unsupported = None
    reservation_id: Unsupported = None
    reservation_ttl_seconds: Unsupported = None
    reservation_expires_at: Unsupported = None
    reservation_metadata: Unsupported = None

    def checked(self) -> Self:
        """Return the query; raises `BadUserInput` unless it names one of featureId and currencyId."""
        refuse_unsupported(self)
        if (self.feature_id is None) is (self.currency_id is None):
            raise BadUserInput("Send either featureId or currencyId", field="featureId")
        return self

    def to_credit_question(self, customer_id: str) -> CreditQuestion:
        """Return the domain's question about credits."""
        return CreditQuestion(
            customer_id=customer_id,
            currency_id=self.currency_id or "",
            resource_id=self.resource_id,
            requested_usage=Decimal(self.requested_usage) if self.requested_usage is not None else None,
        )

    def to_question(self, customer_id: str) -> Question:
        """Return the domain's question about a feature."""
        return Question(
            customer_id=customer_id,
            feature_id=self.feature_id or "",
            resource_id=self.resource_id,
            requested_usage=Decimal(self.requested_usage) if self.requested_usage is not None else None,
            requested_values=tuple(self.requested_values) if self.requested_values else None,
        )


class EntitlementFeatureView(Value):
    """The feature of an entitlement."""

    id: str
    display_name: str
    feature_status: FeatureStatus
    feature_type: FeatureType


class FeatureEntitlementView(Value):
    """An entitlement to a feature as the contract shows it."""

    type: Literal["FEATURE"] = "FEATURE"
    is_granted: bool
    access_denied_reason: AccessDeniedReason | None
    feature: EntitlementFeatureView | None
    current_usage: Amount | None
    usage_limit: Amount | None
    has_unlimited_usage: bool
    has_soft_limit: bool
    enum_values: tuple[str, ...] | None
    reset_period: ResetPeriod | None
    usage_period_anchor: Instant | None
    usage_period_start: Instant | None
    usage_period_end: Instant | None
    entitlement_updated_at: Instant | None
    usage_updated_at: Instant | None
    valid_until: Instant | None

    @classmethod
    def of(cls, entitlement: Entitlement) -> "FeatureEntitlementView":
        """Return the view of an entitlement."""
        feature = entitlement.feature
        shown = None
        if feature is not None:
            shown = EntitlementFeatureView.model_construct(
                id=feature.id,
                display_name=entitlement.display_name_override or feature.display_name,
                feature_status=feature.feature_status,
                feature_type=feature.feature_type,
            )
        values: dict[str, Any] = {name: getattr(entitlement, name) for name in _SAME}
        return cls.model_construct(type="FEATURE", feature=shown, **values)


# The verdict was validated when it was made; a check is not to pay for that twice.
_SAME = tuple(name for name in FeatureEntitlementView.model_fields if name not in {"type", "feature"})


class CurrencyView(Value):
    """The custom currency of a credit entitlement."""

    currency_id: str
    display_name: str
    description: str | None = None
    metadata: dict[str, str] = Field(default_factory=dict)
    unit_plural: str | None = None
    unit_singular: str | None = None

    @classmethod
    def of(cls, currency_id: str, currency: CustomCurrency | None) -> Self:
        """Return the view of a currency; one that does not exist is shown by the id that was asked for."""
        if currency is None:
            return cls(currency_id=currency_id, display_name=currency_id)
        return cls(
            currency_id=currency_id,
            display_name=currency.display_name,
            description=currency.description,
            metadata=currency.metadata,
            unit_plural=currency.units.plural if currency.units is not None else None,
            unit_singular=currency.units.singular if currency.units is not None else None,
        )


class CreditEntitlementView(Value):
    """An entitlement to a custom currency as the contract shows it."""

    type: Literal["CREDIT"] = "CREDIT"
    is_granted: bool
    access_denied_reason: AccessDeniedReason | None
    currency: CurrencyView
    current_usage: Amount
    usage_limit: Amount
    has_soft_limit: bool
    usage_updated_at: Instant
    entitlement_updated_at: Instant | None
    usage_period_end: Instant | None
    valid_until: Instant | None
    reservation: None = None
    reserved: Amount
    reserved_on_expired_grants: Amount

    @classmethod
    def of(cls, entitlement: CreditEntitlement, currency: CustomCurrency | None) -> "CreditEntitlementView":
        """Return the view of a credit entitlement, with its currency where there is such a one."""
        values: dict[str, Any] = {name: getattr(entitlement, name) for name in _SAME_OF_CREDITS}
        return cls.model_construct(currency=CurrencyView.of(entitlement.currency_id, currency), **values)


_SAME_OF_CREDITS = tuple(
    name for name in CreditEntitlementView.model_fields if name not in {"type", "currency", "reservation"}
)


EntitlementView = Annotated[FeatureEntitlementView | CreditEntitlementView, Field(discriminator="type")]


class EntitlementListQuery(Value):
    """Whose entitlements are listed: the customer's, or one of its resources'."""

    resource_id: str | None = None


class EntitlementsStateView(Value):
    """Everything a customer or resource may use."""

    access_denied_reason: StateDeniedReason | None
    entitlements: list[EntitlementView]

    @classmethod
    def of(cls, state: EntitlementsState, currencies: Mapping[str, CustomCurrency]) -> "EntitlementsStateView":
        """Return the view of the state, features first."""
        features = [FeatureEntitlementView.of(each) for each in state.entitlements]
        credits = [CreditEntitlementView.of(each, currencies.get(each.currency_id)) for each in state.credits]
        return cls.model_validate(
            {"access_denied_reason": state.access_denied_reason, "entitlements": [*features, *credits]}
        )
