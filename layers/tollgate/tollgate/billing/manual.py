"""The provider that is built in: it issues invoices and keeps them. It charges nobody; it is told of payments."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from tollgate.billing.checkout import Checkout, CheckoutOptions
from tollgate.billing.errors import BillingIntegrationMissing
from tollgate.billing.filters import InvoiceFilters
from tollgate.billing.invoice import Invoice, InvoiceDraft, InvoiceStatus, nothing
from tollgate.billing.payer_account import PayerAccount
from tollgate.billing.ports import AccruedUsage, BillingOrder, InvoiceRepository, Settlement
from tollgate.billing.sold import Sold
from tollgate.shared.money import Money
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope

_DAYS_UNTIL_DUE = 30


class ManualProvider:
    """Satisfies `billing.ports.BillingProvider`. All it does is staged with the operation's transaction."""

    is_vendor = False

    def __init__(self, invoices: InvoiceRepository) -> None:
        self._invoices = invoices

    def has_payment_method(self, scope: Scope, payer_id: str) -> bool:
        """Tell that nobody can be charged."""
        return False

    def settle(self, scope: Scope, order: BillingOrder) -> Settlement:
        """Issue the order's invoice, once. There is none where there is nothing to invoice."""
        if order.draft is None or not order.is_collected:
            return Settlement(billing_id=order.billing_id)
        invoice_id = _id_of(order)
        payer_id, subscription_id = order.payer_id, order.subscription_id
        self._invoices.read_ahead(scope, invoice_id, payer_id=payer_id, subscription_id=subscription_id)
        earlier = self._invoices.find(scope, invoice_id)
        if earlier is not None:
            return Settlement(billing_id=order.billing_id, invoice=earlier, is_repeated=True)
        if order.draft.is_empty:
            return Settlement(billing_id=order.billing_id)
        account = self._invoices.account_of(scope, order.payer_id).with_next_number()
        invoice = _issued(order, order.draft, invoice_id, account)
        self._invoices.save_account(scope, account.with_balance(invoice.ending_balance))
        self._invoices.add(scope, invoice)
        return Settlement(billing_id=order.billing_id, invoice=invoice)

    def checkout(self, scope: Scope, order: BillingOrder, options: CheckoutOptions) -> Checkout:
        """Raise `BillingIntegrationMissing`: only a vendor has a page to pay at."""
        raise BillingIntegrationMissing("A checkout needs a billing vendor, and none is integrated")

    def void(self, scope: Scope, subscription_id: str, *, at: datetime, invoice_id: str | None = None) -> None:
        """Call off one invoice, or all that are open; the payer has the credit again that they used up."""
        for invoice in self._invoices.open_of(scope, subscription_id):
            if invoice_id not in {None, invoice.id}:
                continue
            account = self._invoices.account_of(scope, invoice.payer_id)
            restored = account.balance_in(invoice.draft.currency) + invoice.applied_balance
            self._invoices.save_account(scope, account.with_balance(restored))
            self._invoices.save(scope, invoice.but(status=InvoiceStatus.CANCELED, updated_at=at))

    def latest_invoice(self, scope: Scope, payer_id: str, subscription_id: str) -> Invoice | None:
        """Return the subscription's latest invoice, whoever pays for it now."""
        return self._invoices.latest(scope, subscription_id)

    def balance(self, scope: Scope, payer_id: str, currency: str) -> Money:
        """Return the credit on the payer's account, below zero."""
        return self._invoices.account_of(scope, payer_id).balance_in(currency)

    def mark_paid(self, scope: Scope, invoice: Invoice, *, at: datetime) -> Invoice:
        """Return the invoice as paid."""
        paid = invoice.but(status=InvoiceStatus.PAID, paid_at=at, updated_at=at)
        self._invoices.save(scope, paid)
        return paid

    def invoices(self, scope: Scope, payer_id: str, filters: InvoiceFilters, request: PageRequest) -> Page[Invoice]:
        """Return a page of the payer's invoices."""
        return self._invoices.page(scope, payer_id, filters, request)

    def report_usage(
        self, scope: Scope, sold: Sold, usage: tuple[AccruedUsage, ...], *, billing_id: str | None, at: datetime
    ) -> None:
        """Take note of nothing: what was used is known here when it is invoiced."""


class _Balances(NamedTuple):
    """The payer's credit before an invoice, what of that it uses up, what is left, and what is to be paid."""

    starting: Money
    applied: Money
    ending: Money
    due: Money

    @classmethod
    def of(cls, starting: Money, total: Money) -> "_Balances":
        """Return what an invoice makes of the credit: a total below zero raises it. Nothing is lost on the way."""
        none = nothing(total.currency)
        owed = starting + total
        if total.amount < 0:
            return cls(starting, none, owed, none)
        due = owed.but(amount=max(owed.amount, none.amount))
        ending = owed - due
        return cls(starting, starting - ending, ending, due)


def _id_of(order: BillingOrder) -> str:
    # The same order is the same invoice, also where its answer was lost and it is given again.
    return f"invoice-{sha256(order.key.encode('utf-8', 'surrogatepass')).hexdigest()[:20]}"


def _issued(order: BillingOrder, draft: InvoiceDraft, invoice_id: str, account: PayerAccount) -> Invoice:
    balances = _Balances.of(account.balance_in(draft.currency), draft.total)
    is_paid = order.is_paid or not balances.due.amount
    return Invoice(
        id=invoice_id,
        number=account.number,
        subscription_id=order.subscription_id,
        customer_id=order.customer_id,
        payer_id=order.payer_id,
        status=InvoiceStatus.PAID if is_paid else InvoiceStatus.OPEN,
        reason=order.reason,
        draft=draft.but(ledger=None),
        amount_due=balances.due,
        starting_balance=balances.starting,
        applied_balance=balances.applied,
        ending_balance=balances.ending,
        issued_at=order.at,
        due_at=_due_at(order),
        paid_at=order.at if is_paid else None,
        updated_at=order.at,
    )


def _due_at(order: BillingOrder) -> datetime | None:
    if order.days_until_due is None and not order.is_invoiced:
        return None
    days = _DAYS_UNTIL_DUE if order.days_until_due is None else order.days_until_due
    return order.at + timedelta(days=days)
