"""What billing needs from a provider: the built-in one that collects nothing, or a vendor such as Stripe or Zuora."""

from enum import StrEnum
from typing import Protocol

from tollgate.billing.checkout import Checkout, CheckoutOptions
from tollgate.billing.filters import InvoiceFilters
from tollgate.billing.invoice import BillingReason, Invoice, InvoiceDraft
from tollgate.billing.ledger import UsageLedger
from tollgate.billing.payer_account import PayerAccount
from tollgate.billing.sold import Sold
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.money import Money
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope


class Collection(StrEnum):
    """What became of the money: nothing is collected, it came, it is on its way, it failed, or the payer has to act."""

    NOT_REQUIRED = "NOT_REQUIRED"
    PAID = "PAID"
    PROCESSING = "PROCESSING"
    FAILED = "FAILED"
    ACTION_REQUIRED = "ACTION_REQUIRED"


class BillingOrder(Value):
    """What a provider is asked to do about one subscription, at one instant.

    `sold` is what is charged for from now on, None where the subscription ends. `draft` is what is to be invoiced at
    once, possibly empty. `key` is the same whenever the same order is given again: it is done once.

    Where it is not `is_collected` nothing is invoiced. `is_invoiced` sends the invoice instead of charging the payer;
    it is due after `days_until_due`. `is_paid` says that the money came some other way. What `is_owed` is invoiced
    whatever becomes of the payment, as with renewals: the provider tries again. Where it is not `awaits_payment` the
    provider answers at once, and tells of the payment later.
    """

    key: str
    sold: Sold | None
    former: Sold | None = None
    draft: InvoiceDraft | None = None
    subscription_id: str
    customer_id: str
    payer_id: str
    billing_id: str | None = None
    reason: BillingReason
    at: Instant
    is_collected: bool = True
    is_invoiced: bool = False
    is_paid: bool = False
    is_owed: bool = False
    awaits_payment: bool = True
    days_until_due: int | None = None
    metadata: dict[str, str] = {}


class Settlement(Value):
    """What a provider answered: how the collection stands, its own id of the subscription, and the invoice, if any.

    `error` says in the provider's words why a payment came to nothing. `is_repeated` tells that the order had been
    carried out before.
    """

    collection: Collection = Collection.NOT_REQUIRED
    billing_id: str | None = None
    invoice: Invoice | None = None
    error: str | None = None
    is_repeated: bool = False

    def settles(self, order: BillingOrder) -> bool:
        """Tell whether what was ordered stands: it is paid, owed in any case, or sent as an invoice."""
        is_sent = order.is_invoiced and self.collection is Collection.PROCESSING
        return order.is_owed or is_sent or self.collection in {Collection.NOT_REQUIRED, Collection.PAID}


class AccruedUsage(Value):
    """What a feature was used for since its usage was charged last, in the units it is sold in."""

    feature_id: str
    usage: Amount


class BillingProvider(Protocol):
    """Issues invoices and collects them. What the built-in one writes is staged with the operation's transaction."""

    @property
    def is_vendor(self) -> bool:
        """Tell whether a vendor stands behind it, who takes payments."""
        ...

    def has_payment_method(self, scope: Scope, payer_id: str) -> bool:
        """Tell whether the payer can be charged."""
        ...

    def settle(self, scope: Scope, order: BillingOrder) -> Settlement:
        """Carry out the order, once. One that fails to be paid changes nothing, unless it `is_owed`.

        Its invoice, where there is one, may still be paid until it is called off. Raises `BillingRefused` where the
        provider does not take the order.
        """
        ...

    def checkout(self, scope: Scope, order: BillingOrder, options: CheckoutOptions) -> Checkout:
        """Return where the payer pays for what the order begins, which is carried out once that is done."""
        ...

    def void(self, scope: Scope, subscription_id: str, *, at: Instant, invoice_id: str | None = None) -> None:
        """Call off what was never paid: one invoice of the subscription, or all that are open."""
        ...

    def latest_invoice(self, scope: Scope, payer_id: str, subscription_id: str) -> Invoice | None:
        """Return the invoice of the subscription that was issued last, None where there is none."""
        ...

    def balance(self, scope: Scope, payer_id: str, currency: str) -> Money:
        """Return what the payer has in a currency: zero, or the credit for coming invoices, below zero."""
        ...

    def mark_paid(self, scope: Scope, invoice: Invoice, *, at: Instant) -> Invoice:
        """Return the open invoice as one whose money came some other way."""
        ...

    def invoices(self, scope: Scope, payer_id: str, filters: InvoiceFilters, request: PageRequest) -> Page[Invoice]:
        """Return a page of the payer's invoices that fit the filters."""
        ...

    def report_usage(
        self, scope: Scope, sold: Sold, usage: tuple[AccruedUsage, ...], *, billing_id: str | None, at: Instant
    ) -> None:
        """Tell the provider what was used and is not invoiced yet."""
        ...


class InvoiceRepository(Protocol):
    """Stores the invoices of the built-in provider and the accounts of its payers."""

    def find(self, scope: Scope, invoice_id: str) -> Invoice | None:
        """Return the invoice, or None where there is none of this id."""
        ...

    def read_ahead(self, scope: Scope, invoice_id: str, *, payer_id: str, subscription_id: str) -> None:
        """Read at once what issuing an invoice is about to load."""
        ...

    def latest(self, scope: Scope, subscription_id: str) -> Invoice | None:
        """Return the invoice of a subscription that was issued last, None where there is none."""
        ...

    def open_of(self, scope: Scope, subscription_id: str) -> list[Invoice]:
        """Return the subscription's invoices that are to be paid, oldest first."""
        ...

    def page(self, scope: Scope, payer_id: str, filters: InvoiceFilters, request: PageRequest) -> Page[Invoice]:
        """Return a page of the payer's invoices that fit the filters, in their order."""
        ...

    def add(self, scope: Scope, invoice: Invoice) -> None:
        """Stage a new invoice, the subscription's latest."""
        ...

    def save(self, scope: Scope, invoice: Invoice) -> None:
        """Stage a loaded invoice that changed."""
        ...

    def account_of(self, scope: Scope, payer_id: str) -> PayerAccount:
        """Return the payer's account, a new one where there is none."""
        ...

    def save_account(self, scope: Scope, account: PayerAccount) -> None:
        """Stage the payer's account, new or changed."""
        ...


class UsageLedgers(Protocol):
    """Stores what was invoiced of subscriptions' usage."""

    def read_ahead(self, scope: Scope, customer_id: str, subscription_id: str, *, payer_id: str) -> None:
        """Read a ledger at once with who pays; both are about to be loaded."""
        ...

    def of(self, scope: Scope, customer_id: str, subscription_id: str) -> UsageLedger:
        """Return the ledger of a customer's subscription, an empty one where nothing was invoiced yet."""
        ...

    def save(self, scope: Scope, customer_id: str, ledger: UsageLedger) -> None:
        """Stage the ledger, new or changed."""
        ...
