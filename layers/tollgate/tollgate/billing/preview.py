"""A provider that carries nothing out: it takes note of what it was asked for."""

from datetime import datetime

from tollgate.billing.checkout import Checkout, CheckoutOptions
from tollgate.billing.filters import InvoiceFilters
from tollgate.billing.invoice import Invoice, nothing
from tollgate.billing.ports import AccruedUsage, BillingOrder, Settlement
from tollgate.billing.sold import Sold
from tollgate.shared.money import Money
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope


class PreviewingProvider:
    """Satisfies `billing.ports.BillingProvider`. Its `orders` are what an operation would ask of the real one."""

    is_vendor = False

    def __init__(self) -> None:
        self.orders: list[BillingOrder] = []

    def invoiced(self, *, at: datetime) -> BillingOrder | None:
        """Return the last order of an instant that would be invoiced; what had fallen due before is another matter."""
        found = (order for order in reversed(self.orders) if order.at == at and order.draft is not None)
        return next(found, None)

    def has_payment_method(self, scope: Scope, payer_id: str) -> bool:
        """Tell that nothing stands in the way."""
        return True

    def settle(self, scope: Scope, order: BillingOrder) -> Settlement:
        """Take note of the order."""
        self.orders.append(order)
        return Settlement(billing_id=order.billing_id)

    def checkout(self, scope: Scope, order: BillingOrder, options: CheckoutOptions) -> Checkout:
        """Return no page: nobody is sent anywhere."""
        return Checkout(url=options.success_url)

    def void(self, scope: Scope, subscription_id: str, *, at: datetime, invoice_id: str | None = None) -> None:
        """Call nothing off."""

    def latest_invoice(self, scope: Scope, payer_id: str, subscription_id: str) -> Invoice | None:
        """Return nothing."""
        return None

    def balance(self, scope: Scope, payer_id: str, currency: str) -> Money:
        """Return no credit: that is the real provider's to tell."""
        return nothing(currency)

    def mark_paid(self, scope: Scope, invoice: Invoice, *, at: datetime) -> Invoice:
        """Return the invoice as it is."""
        return invoice

    def invoices(self, scope: Scope, payer_id: str, filters: InvoiceFilters, request: PageRequest) -> Page[Invoice]:
        """Return an empty page."""
        return Page(rows=())

    def report_usage(
        self, scope: Scope, sold: Sold, usage: tuple[AccruedUsage, ...], *, billing_id: str | None, at: datetime
    ) -> None:
        """Tell nobody."""
