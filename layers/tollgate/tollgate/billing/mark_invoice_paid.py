"""Marking a subscription's latest invoice as paid: the money came some other way."""

from datetime import datetime

from tollgate.billing.errors import BillingInvoiceStatus, InvoiceIsCollected, MissingBillingInvoice
from tollgate.billing.invoice import Invoice
from tollgate.billing.ports import BillingProvider
from tollgate.shared.scope import Scope


def mark_invoice_paid(
    scope: Scope,
    subscription_id: str,
    *,
    payer_id: str,
    is_invoiced: bool,
    provider: BillingProvider,
    at: datetime,
) -> Invoice:
    """Return the subscription's latest invoice as paid.

    A vendor collects what is not sent as an invoice (`is_invoiced`) by itself: that is `InvoiceIsCollected`. Raises
    `MissingBillingInvoice` where none was issued and `BillingInvoiceStatus` where it is not open.
    """
    if provider.is_vendor and not is_invoiced:
        raise InvoiceIsCollected.of(subscription_id)
    invoice = provider.latest_invoice(scope, payer_id, subscription_id)
    if invoice is None:
        raise MissingBillingInvoice.of(subscription_id)
    if not invoice.is_open:
        raise BillingInvoiceStatus.of(invoice)
    return provider.mark_paid(scope, invoice, at=at)
