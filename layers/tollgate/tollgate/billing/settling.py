"""Whatever provider there is, with a memory of the usage it invoiced."""

from datetime import datetime

from tollgate.billing.checkout import Checkout, CheckoutOptions
from tollgate.billing.filters import InvoiceFilters
from tollgate.billing.invoice import Invoice
from tollgate.billing.ports import AccruedUsage, BillingOrder, BillingProvider, Settlement, UsageLedgers
from tollgate.billing.sold import Sold
from tollgate.shared.money import Money
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope


class AccountingProvider:
    """Satisfies `billing.ports.BillingProvider` by another provider that does the work, and keeps the ledgers."""

    def __init__(self, provider: BillingProvider, ledgers: UsageLedgers) -> None:
        self._provider, self._ledgers = provider, ledgers

    @property
    def is_vendor(self) -> bool:
        """Tell whether a vendor stands behind it, who takes payments."""
        return self._provider.is_vendor

    def has_payment_method(self, scope: Scope, payer_id: str) -> bool:
        """Tell whether the payer can be charged."""
        return self._provider.has_payment_method(scope, payer_id)

    def settle(self, scope: Scope, order: BillingOrder) -> Settlement:
        """Carry out the order; the usage it charges for is not charged again, unless its payment came to nothing."""
        settlement = self._provider.settle(scope, order)
        ledger = order.draft.ledger if order.draft is not None else None
        # What the built-in provider did before was stored with its ledger. A vendor may have done it for an operation
        # that ended before its commit: then no ledger knows of it yet.
        is_stored = settlement.is_repeated and not self.is_vendor
        if ledger is not None and settlement.settles(order) and not is_stored:
            self._ledgers.save(scope, order.customer_id, ledger)
        return settlement

    def checkout(self, scope: Scope, order: BillingOrder, options: CheckoutOptions) -> Checkout:
        """Return where the payer pays for what the order begins."""
        return self._provider.checkout(scope, order, options)

    def void(self, scope: Scope, subscription_id: str, *, at: datetime, invoice_id: str | None = None) -> None:
        """Call off one invoice of the subscription, or all that are open."""
        self._provider.void(scope, subscription_id, at=at, invoice_id=invoice_id)

    def latest_invoice(self, scope: Scope, payer_id: str, subscription_id: str) -> Invoice | None:
        """Return the invoice of the subscription that was issued last, None where there is none."""
        return self._provider.latest_invoice(scope, payer_id, subscription_id)

    def balance(self, scope: Scope, payer_id: str, currency: str) -> Money:
        """Return what the payer has in a currency."""
        return self._provider.balance(scope, payer_id, currency)

    def mark_paid(self, scope: Scope, invoice: Invoice, *, at: datetime) -> Invoice:
        """Return the open invoice as one whose money came some other way."""
        return self._provider.mark_paid(scope, invoice, at=at)

    def invoices(self, scope: Scope, payer_id: str, filters: InvoiceFilters, request: PageRequest) -> Page[Invoice]:
        """Return a page of the payer's invoices that fit the filters."""
        return self._provider.invoices(scope, payer_id, filters, request)

    def report_usage(
        self, scope: Scope, sold: Sold, usage: tuple[AccruedUsage, ...], *, billing_id: str | None, at: datetime
    ) -> None:
        """Tell the provider what was used and is not invoiced yet."""
        self._provider.report_usage(scope, sold, usage, billing_id=billing_id, at=at)
