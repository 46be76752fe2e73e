"""An invoice: what a payer owes for a subscription, line by line, and how far it is paid."""

from decimal import Decimal
from enum import StrEnum

from tollgate.billing.ledger import UsageLedger
from tollgate.charges.line import LineType
from tollgate.shared.entity import Amount, Entity, Instant, Value
from tollgate.shared.money import Money
from tollgate.shared.period import Period


class BillingReason(StrEnum):
    """Why an invoice was issued."""

    BILLING_CYCLE = "BILLING_CYCLE"
    SUBSCRIPTION_CREATION = "SUBSCRIPTION_CREATION"
    SUBSCRIPTION_UPDATE = "SUBSCRIPTION_UPDATE"
    MANUAL = "MANUAL"
    MINIMUM_INVOICE_AMOUNT_EXCEEDED = "MINIMUM_INVOICE_AMOUNT_EXCEEDED"
    OTHER = "OTHER"


class InvoiceStatus(StrEnum):
    """How far an invoice is: to be paid, paid, or called off."""

    OPEN = "OPEN"
    PAID = "PAID"
    CANCELED = "CANCELED"


class ProrationBehavior(StrEnum):
    """What a change within a period settles: at once, with the next invoice, or nothing."""

    INVOICE_IMMEDIATELY = "INVOICE_IMMEDIATELY"
    CREATE_PRORATIONS = "CREATE_PRORATIONS"
    NONE = "NONE"


class InvoiceLine(Value):
    """One line of an invoice, rounded to the currency's minor unit; a credit is negative.

    `period` is the time it pays for, `details` the steps of a price that has some. A proration is the part of a price
    for the rest of a period; its `discount` and `tax_percentage` are settled with it, whatever the invoice's are.
    """

    type: LineType
    description: str
    amount: Money
    quantity: Amount | None = None
    unit_price: Amount | None = None
    is_proration: bool = False
    period: Period | None = None
    package_id: str | None = None
    price_id: str | None = None
    feature_id: str | None = None
    details: tuple[str, ...] = ()
    discount: Money | None = None
    tax_percentage: Amount | None = None

    @property
    def price_of_one(self) -> Decimal:
        """Return what one unit costs: the price's own amount, or what one comes to of a price that has steps."""
        if self.unit_price is not None:
            return self.unit_price
        return self.amount.but(amount=self.amount.amount / (self.quantity or 1)).rounded().amount


class InvoiceDraft(Value):
    """What an invoice would say: total = subtotal - discount + tax, before the payer's balance is applied.

    `ledger` is what is known of the subscription's usage once it is issued, None where that is what was known before.
    """

    currency: str
    lines: tuple[InvoiceLine, ...] = ()
    subtotal: Money
    discount: Money
    tax: Money
    coupon_id: str | None = None
    coupon_name: str | None = None
    tax_percentage: Amount | None = None
    period: Period | None = None
    ledger: UsageLedger | None = None

    @property
    def total(self) -> Money:
        """Return what the lines come to; below zero it is a credit for later invoices."""
        return self.subtotal - self.discount + self.tax

    @property
    def due(self) -> Money:
        """Return what would have to be paid: nothing where the total is a credit."""
        return self.total.but(amount=max(Decimal(0), self.total.amount))

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to invoice."""
        return not self.lines


class InvoiceSummary(Value):
    """An invoice as a subscription shows its latest one."""

    id: str
    number: str
    status: InvoiceStatus
    reason: BillingReason
    total: Money
    amount_due: Money
    requires_action: bool = False
    attempt_count: int = 0
    pdf_url: str | None = None
    issued_at: Instant


class Invoice(Entity):
    """An invoice as it was issued. It never changes, but for how far it is paid.

    `external_id` is what a vendor calls it; the built-in provider's invoices have none.
    `starting_balance` is the payer's credit before it, `applied_balance` what of that it used up, and
    `ending_balance` what is left; credits are negative, as in the books of payment providers.
    """

    id: str
    number: str
    subscription_id: str
    customer_id: str
    payer_id: str
    status: InvoiceStatus = InvoiceStatus.OPEN
    reason: BillingReason
    draft: InvoiceDraft
    amount_due: Money
    starting_balance: Money
    applied_balance: Money
    ending_balance: Money
    requires_action: bool = False
    error_message: str | None = None
    attempt_count: int = 0
    payment_url: str | None = None
    pdf_url: str | None = None
    issued_at: Instant
    due_at: Instant | None = None
    paid_at: Instant | None = None
    updated_at: Instant | None = None
    external_id: str | None = None
    contract_id: str | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to be paid."""
        return self.status is InvoiceStatus.OPEN

    @property
    def summary(self) -> InvoiceSummary:
        """Return what a subscription shows of it."""
        return InvoiceSummary(
            id=self.id,
            number=self.number,
            status=self.status,
            reason=self.reason,
            total=self.draft.total,
            amount_due=self.amount_due,
            requires_action=self.requires_action,
            attempt_count=self.attempt_count,
            pdf_url=self.pdf_url,
            issued_at=self.issued_at,
        )


def nothing(currency: str) -> Money:
    """Return no money of a currency."""
    return Money(amount=Decimal(0), currency=currency)


def empty_draft(currency: str) -> InvoiceDraft:
    """Return an invoice of nothing."""
    return InvoiceDraft(
        currency=currency, subtotal=nothing(currency), discount=nothing(currency), tax=nothing(currency)
    )
