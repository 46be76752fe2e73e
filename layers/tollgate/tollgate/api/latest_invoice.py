"""The latest invoice of a subscription, as the contract shows it."""

from typing import Self

from tollgate.billing.invoice import BillingReason, InvoiceStatus, InvoiceSummary
from tollgate.shared.entity import Amount, Instant, Value


class LatestInvoiceView(Value):
    """An invoice, by the id its provider knows it by."""

    billing_id: str
    status: InvoiceStatus
    created_at: Instant
    requires_action: bool
    total: Amount
    amount_due: Amount
    currency: str
    pdf_url: str | None
    billing_reason: BillingReason

    @classmethod
    def of(cls, invoice: InvoiceSummary) -> Self:
        """Return the view of an invoice."""
        return cls(
            billing_id=invoice.id,
            status=invoice.status,
            created_at=invoice.issued_at,
            requires_action=invoice.requires_action,
            total=invoice.total.amount,
            amount_due=invoice.amount_due.amount,
            currency=invoice.total.currency,
            pdf_url=invoice.pdf_url,
            billing_reason=invoice.reason,
        )
