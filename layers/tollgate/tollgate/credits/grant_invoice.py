"""The invoice of a grant, as the grant shows it."""

from typing import Self

from tollgate.billing.invoice import BillingReason, Invoice, InvoiceStatus
from tollgate.shared.entity import Instant, Value
from tollgate.shared.money import Money


class GrantInvoice(Value):
    """What was invoiced for a grant, and how far it is paid; `id` is the provider's own."""

    id: str
    status: InvoiceStatus
    reason: BillingReason
    subtotal: Money
    tax: Money
    total: Money
    amount_due: Money
    attempt_count: int = 0
    requires_action: bool = False
    error_message: str | None = None
    payment_url: str | None = None
    pdf_url: str | None = None
    due_at: Instant | None = None
    issued_at: Instant
    updated_at: Instant

    @property
    def is_paid(self) -> bool:
        """Tell whether the money came."""
        return self.status is InvoiceStatus.PAID

    @classmethod
    def of(cls, invoice: Invoice) -> Self:
        """Return what a grant shows of an invoice."""
        return cls(
            id=invoice.external_id or invoice.id,
            status=invoice.status,
            reason=invoice.reason,
            subtotal=invoice.draft.subtotal,
            tax=invoice.draft.tax,
            total=invoice.draft.total,
            amount_due=invoice.amount_due,
            attempt_count=invoice.attempt_count,
            requires_action=invoice.requires_action,
            error_message=invoice.error_message,
            payment_url=invoice.payment_url,
            pdf_url=invoice.pdf_url,
            due_at=invoice.due_at,
            issued_at=invoice.issued_at,
            updated_at=invoice.updated_at or invoice.issued_at,
        )
