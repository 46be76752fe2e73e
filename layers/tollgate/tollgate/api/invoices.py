"""Invoices on the wire."""

from enum import StrEnum
from typing import Self

from tollgate.api.wire import ListQuery, SentInstant
from tollgate.billing.charge_usage import ChargedNow
from tollgate.billing.filters import InvoiceFilters, InvoiceOrder
from tollgate.billing.invoice import Invoice, InvoiceLine, InvoiceStatus
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.errors import BadUserInput


class OrderDirection(StrEnum):
    """From the first to the last, or from the last to the first."""

    ASC = "ASC"
    DESC = "DESC"


class InvoiceListQuery(ListQuery):
    """Which of a customer's invoices are listed, and in which order. `stateIn` is a text with commas."""

    state_in: str | None = None
    issued_after: SentInstant | None = None
    issued_before: SentInstant | None = None
    contract_external_id: str | None = None
    order_by: InvoiceOrder = InvoiceOrder.ISSUE_DATE
    order_dir: OrderDirection = OrderDirection.DESC

    def to_filters(self) -> InvoiceFilters:
        """Return the domain's filters; raises `BadUserInput` for a state that there is not."""
        return InvoiceFilters(
            states=_states(self.state_in) if self.state_in is not None else None,
            issued_after=self.issued_after,
            issued_before=self.issued_before,
            contract_id=self.contract_external_id,
            order=self.order_by,
            is_ascending=self.order_dir is OrderDirection.ASC,
        )


def _states(text: str) -> tuple[InvoiceStatus, ...]:
    named = [part.strip() for part in text.split(",") if part.strip()]
    unknown = [part for part in named if part not in set(InvoiceStatus)]
    if unknown:
        raise BadUserInput(f"stateIn: {unknown[0]} is none of {', '.join(InvoiceStatus)}", field="stateIn")
    return tuple(map(InvoiceStatus, named))


class InvoiceLineView(Value):
    """A line of an invoice. `productExternalId` is the plan or the add-on it charges for."""

    description: str
    amount: Amount
    quantity: Amount | None
    unit_price: Amount | None
    product_external_id: str | None

    @classmethod
    def of(cls, line: InvoiceLine) -> Self:
        """Return the view of a line."""
        return cls(
            description=line.description,
            amount=line.amount.amount,
            quantity=line.quantity,
            unit_price=line.unit_price,
            product_external_id=line.package_id,
        )


class InvoiceView(Value):
    """An invoice as the contract shows it; `customerExternalId` is who pays."""

    invoice_id: str
    invoice_external_id: str | None
    invoice_number: str
    contract_external_id: str | None
    customer_external_id: str
    state: InvoiceStatus
    currency: str
    subtotal: Amount
    discount: Amount
    tax: Amount
    total: Amount
    issue_date: Instant
    due_date: Instant | None
    paid_date: Instant | None
    line_items: list[InvoiceLineView]

    @classmethod
    def of(cls, invoice: Invoice) -> Self:
        """Return the view of an invoice."""
        draft = invoice.draft
        return cls(
            invoice_id=invoice.id,
            invoice_external_id=invoice.external_id,
            invoice_number=invoice.number,
            contract_external_id=invoice.contract_id,
            customer_external_id=invoice.payer_id,
            state=invoice.status,
            currency=draft.currency,
            subtotal=draft.subtotal.amount,
            discount=draft.discount.amount,
            tax=draft.tax.amount,
            total=draft.total.amount,
            issue_date=invoice.issued_at,
            due_date=invoice.due_at,
            paid_date=invoice.paid_at,
            line_items=[InvoiceLineView.of(line) for line in draft.lines],
        )


class MarkedInvoiceView(Value):
    """The subscription whose latest invoice was marked as paid."""

    id: str


class ChargeUsageBody(Value):
    """Up to when usage is charged; now, where nothing is said."""

    until_date: SentInstant | None = None


class UsageChargedView(Value):
    """How much of a feature was charged, in the units it is sold in."""

    feature_id: str
    usage_amount: Amount


class ChargedUsageView(Value):
    """What was charged before its billing period ended; without an invoice there was nothing to charge."""

    subscription_id: str
    period_start: Instant
    period_end: Instant
    invoice_billing_id: str | None
    usage_charged: list[UsageChargedView]

    @classmethod
    def of(cls, charged: ChargedNow) -> Self:
        """Return the view of what was charged."""
        return cls(
            subscription_id=charged.subscription_id,
            period_start=charged.period.start,
            period_end=charged.until,
            invoice_billing_id=charged.invoice.id if charged.invoice is not None else None,
            usage_charged=[
                UsageChargedView(feature_id=each.feature_id, usage_amount=each.usage) for each in charged.usage
            ],
        )


class SyncedUsageView(Value):
    """Whether the provider was told what was used."""

    triggered: bool
