"""What queries and mutations of credits are given. Null counts as left out, but where it clears a field."""

from typing import Any

from pydantic import Field

from tollgate.api.usage import Dimensions
from tollgate.api.wire import Flag, Metadata, Number, Text, Unsupported, Whole, refuse_unsupported
from tollgate.credits.consumption import Consumption
from tollgate.credits.create_grant import CreateGrantRequest
from tollgate.credits.filters import GrantFilters, LedgerFilters
from tollgate.credits.grant import DEFAULT_PRIORITY, CollectionMethod
from tollgate.credits.grant_payment import GrantBilling
from tollgate.credits.ledger_entry import LedgerEventType
from tollgate.credits.retrieve_usage import UsageQuestion
from tollgate.credits.update_grant import UpdateGrantRequest
from tollgate.credits.usage_series import UsageTimeRange
from tollgate.credits.wallet import GrantType
from tollgate.entitlements.live import ResourceId
from tollgate.graphql.inputs.coupons import MoneyInput
from tollgate.graphql.lists.connection import CursorPaging
from tollgate.shared.entity import Instant, Value
from tollgate.shared.scope import Scope
from tollgate.usage.measurement import canonical_dimensions

CLEARED_BY_NULL = frozenset(("additionalMetaData", "comment", "expireAt"))
"""What an update of a grant clears; what else it holds as null is left out."""


class BalanceInput(Value):
    """`CreditBalanceSummaryInput`."""

    customer_id: str
    resource_id: ResourceId = None
    currency_id: str | None = None


class GrantsInput(BalanceInput):
    """`GetCreditGrantsInput`."""

    paging: CursorPaging | None = None

    def to_filters(self) -> GrantFilters:
        """Return the domain's filters."""
        return GrantFilters(
            customer_id=self.customer_id, resource_id=self.resource_id, currency_id=self.currency_id or None
        )


class LedgerInput(BalanceInput):
    """`CreditLedgerInput`."""

    event_type: tuple[LedgerEventType, ...] | None = None
    paging: CursorPaging | None = None

    def to_filters(self) -> LedgerFilters:
        """Return the domain's filters."""
        return LedgerFilters(
            customer_id=self.customer_id,
            resource_id=self.resource_id,
            currency_id=self.currency_id or None,
            event_types=self.event_type or None,
        )


class CreditUsageInput(BalanceInput):
    """`CreditUsageInput`."""

    time_range: UsageTimeRange = UsageTimeRange.LAST_MONTH
    start_date: Instant | None = None
    end_date: Instant | None = None
    group_by: tuple[str, ...] = ()
    paging: CursorPaging | None = None

    def to_question(self) -> UsageQuestion:
        """Return the domain's question."""
        fields = {name: getattr(self, name) for name in UsageQuestion.model_fields}
        return UsageQuestion(**{**fields, "currency_id": self.currency_id or None})


class GrantBillingInput(Value):
    """`CreditGrantBillingInfoInput`."""

    billing_address: Unsupported = None
    invoice_days_until_due: Whole | None = None
    is_invoice_paid: Flag = False


class GrantInput(Value):
    """`CreditGrantInput`."""

    customer_id: str
    resource_id: ResourceId = None
    currency_id: str
    grant_type: GrantType
    display_name: Text
    amount: Number
    cost: MoneyInput | None = None
    comment: str | None = None
    priority: Whole = DEFAULT_PRIORITY
    effective_at: Instant | None = None
    expire_at: Instant | None = None
    metadata: Metadata = Field(default_factory=dict, alias="additionalMetaData")
    await_payment_confirmation: Flag = True
    payment_collection_method: CollectionMethod | None = None
    billing_information: GrantBillingInput = GrantBillingInput()

    def to_request(self, scope: Scope) -> CreateGrantRequest:
        """Return the domain's request; raises `UnsupportedParameter` for an address, which vendors keep."""
        refuse_unsupported(self.billing_information, prefix="billingInformation.")
        own = {name: getattr(self, name) for name in CreateGrantRequest.model_fields if name in GrantInput.model_fields}
        billing = GrantBilling(
            invoice_days_until_due=self.billing_information.invoice_days_until_due,
            is_invoice_paid=self.billing_information.is_invoice_paid,
            awaits_payment=self.await_payment_confirmation,
        )
        cost = self.cost.to_money() if self.cost is not None else None
        return CreateGrantRequest(
            **{**own, "cost": cost},
            scope=scope,
            collection_method=self.payment_collection_method,
            billing=billing,
        )


class GrantUpdateInput(Value):
    """`UpdateCreditGrantInput`; what is not sent stays."""

    id: str
    display_name: Text = ""
    comment: str | None = None
    priority: Whole = 0
    effective_at: Instant | None = None
    expire_at: Instant | None = None
    metadata: Metadata | None = Field(default=None, alias="additionalMetaData")

    def to_request(self, scope: Scope) -> UpdateGrantRequest:
        """Return the domain's request."""
        changes: dict[str, Any] = {name: getattr(self, name) for name in self.model_fields_set}
        return UpdateGrantRequest(scope=scope, **changes)


class GrantVoidInput(Value):
    """`VoidCreditGrantInput`."""

    id: str


class ConsumptionInput(Value):
    """`ConsumeCreditInput`."""

    customer_id: str
    resource_id: ResourceId = None
    currency_id: str
    amount: Number
    idempotency_key: str
    created_at: Instant | None = None
    dimensions: Dimensions | None = None

    def to_consumption(self) -> Consumption:
        """Return the domain's value."""
        return Consumption.model_validate({**dict(self), "dimensions": canonical_dimensions(self.dimensions)})


class ConsumptionsInput(Value):
    """`ConsumeCreditsAsyncInput`."""

    consumptions: tuple[ConsumptionInput, ...]
