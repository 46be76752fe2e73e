"""A billing vendor that does what a test tells it to: satisfies `billing.ports.BillingProvider`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from tollgate.billing.checkout import Checkout, CheckoutOptions
from tollgate.billing.errors import BillingRefused
from tollgate.billing.filters import InvoiceFilters
from tollgate.billing.invoice import Invoice, InvoiceStatus, nothing
from tollgate.billing.ports import AccruedUsage, BillingOrder, Collection, Settlement
from tollgate.billing.sold import Sold
from tollgate.shared.money import Money
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope

_KEPT = frozenset((Collection.PAID, Collection.PROCESSING, Collection.NOT_REQUIRED))


@dataclass
class ScriptedProvider:
    """Takes payments, unless it is told what becomes of the next orders.

    `script` holds the outcomes of the orders that are to come; once it is empty they are paid. `orders` are those that
    were given, repeated ones too, `done` those that were carried out, by key. An order that failed, or that waits for
    the payer, left nothing behind and may be given again; with `keeps_invoices` it left an open invoice. One whose
    payment is not awaited is on its way. With `refuses` no order is taken.
    """

    payers: set[str] = field(default_factory=set)
    script: list[Collection] = field(default_factory=list)
    orders: list[BillingOrder] = field(default_factory=list)
    done: dict[str, Settlement] = field(default_factory=dict)
    issued: list[Invoice] = field(default_factory=list)
    voided: list[str] = field(default_factory=list)
    reported: list[tuple[AccruedUsage, ...]] = field(default_factory=list)
    credit: dict[str, Money] = field(default_factory=dict)
    is_vendor: bool = True
    keeps_invoices: bool = False
    refuses: bool = False
    checkouts: list[BillingOrder] = field(default_factory=list)

    def will(self, *outcomes: Collection) -> "ScriptedProvider":
        """Decide what becomes of the next orders."""
        self.script.extend(outcomes)
        return self

    def confirm(self, key: str) -> None:
        """Let the payment of an order that was on its way arrive."""
        settlement = self.done[key]
        self.done[key] = settlement.but(collection=Collection.PAID)
        if settlement.invoice is not None:
            self._replace(settlement.invoice.but(status=InvoiceStatus.PAID))

    def has_payment_method(self, scope: Scope, payer_id: str) -> bool:
        """Tell whether the test gave the payer one."""
        return payer_id in self.payers

    def settle(self, scope: Scope, order: BillingOrder) -> Settlement:
        """Do as the script says; an order that was carried out is not carried out again."""
        self.orders.append(order)
        if order.key in self.done:
            return self.done[order.key].but(is_repeated=True)
        if self.refuses:
            raise BillingRefused("The vendor is closed")
        usual = Collection.PAID if order.awaits_payment and not order.is_invoiced else Collection.PROCESSING
        outcome = self.script.pop(0) if self.script else usual
        billing_id = order.billing_id or f"vendor-{order.subscription_id}"
        error = None if outcome in _KEPT else "The card was declined"
        if error is not None and not self.keeps_invoices and not order.is_owed:
            return Settlement(collection=outcome, billing_id=order.billing_id, error=error)
        invoice = self._issue(order, outcome)
        settlement = Settlement(collection=outcome, billing_id=billing_id, invoice=invoice, error=error)
        self.done[order.key] = settlement
        return settlement

    def checkout(self, scope: Scope, order: BillingOrder, options: CheckoutOptions) -> Checkout:
        """Return the page for an order, which is not carried out yet."""
        self.checkouts.append(order)
        return Checkout(url=f"https://vendor.example/checkout/{len(self.checkouts)}", billing_id="cs_1")

    def void(self, scope: Scope, subscription_id: str, *, at: datetime, invoice_id: str | None = None) -> None:
        """Call off one of the subscription's invoices, or all that are open."""
        self.voided.append(invoice_id or subscription_id)
        own = [each for each in self.issued if each.subscription_id == subscription_id and each.is_open]
        for invoice in [each for each in own if invoice_id in {None, each.id}]:
            self._replace(invoice.but(status=InvoiceStatus.CANCELED))

    def latest_invoice(self, scope: Scope, payer_id: str, subscription_id: str) -> Invoice | None:
        """Return the subscription's invoice that was issued last."""
        own = [each for each in self.issued if each.subscription_id == subscription_id]
        return own[-1] if own else None

    def balance(self, scope: Scope, payer_id: str, currency: str) -> Money:
        """Return the credit that the test gave the payer."""
        return self.credit.get(payer_id, nothing(currency))

    def mark_paid(self, scope: Scope, invoice: Invoice, *, at: datetime) -> Invoice:
        """Return the invoice as paid."""
        return self._replace(invoice.but(status=InvoiceStatus.PAID, paid_at=at))

    def invoices(self, scope: Scope, payer_id: str, filters: InvoiceFilters, request: PageRequest) -> Page[Invoice]:
        """Return all of the payer's invoices that fit, in one page."""
        fitting: Iterable[Invoice] = (each for each in self.issued if each.payer_id == payer_id and filters.holds(each))
        ordered = sorted(fitting, key=filters.position, reverse=not filters.is_ascending)
        return Page(rows=tuple(ordered))

    def report_usage(
        self, scope: Scope, sold: Sold, usage: tuple[AccruedUsage, ...], *, billing_id: str | None, at: datetime
    ) -> None:
        """Take note of what was used."""
        self.reported.append(usage)

    def _issue(self, order: BillingOrder, outcome: Collection) -> Invoice | None:
        if order.draft is None or order.draft.is_empty:
            return None
        none, number = nothing(order.draft.currency), len(self.issued) + 1
        invoice = Invoice(
            id=f"in_{number}",
            number=f"VENDOR-{number:04d}",
            subscription_id=order.subscription_id,
            customer_id=order.customer_id,
            payer_id=order.payer_id,
            status=InvoiceStatus.PAID if outcome is Collection.PAID else InvoiceStatus.OPEN,
            reason=order.reason,
            draft=order.draft.but(ledger=None),
            amount_due=order.draft.total,
            starting_balance=none,
            applied_balance=none,
            ending_balance=none,
            payment_url=f"https://vendor.example/pay/{number}",
            pdf_url=f"https://vendor.example/{number}.pdf",
            requires_action=outcome is Collection.ACTION_REQUIRED,
            attempt_count=1,
            external_id=f"in_{number}",
            issued_at=order.at,
        )
        self.issued.append(invoice)
        return invoice

    def _replace(self, invoice: Invoice) -> Invoice:
        self.issued = [invoice if each.id == invoice.id else each for each in self.issued]
        return invoice
