"""What billing needs from a provider: the built-in one that collects nothing, or a vendor such as Stripe or Zuora."""

from enum import StrEnum
from typing import Protocol

from tollgate.billing.checkout import Checkout, CheckoutOptions
from tollgate.billing.invoice import BillingReason, Invoice, InvoiceDraft
from tollgate.billing.sold import Sold
from tollgate.shared.entity import Instant, Value
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
    days_until_due: int | None = None
    metadata: dict[str, str] = {}


class Settlement(Value):
    """What a provider answered: how the collection stands, its own id of the subscription, and the invoice, if any."""

    collection: Collection = Collection.NOT_REQUIRED
    billing_id: str | None = None
    invoice: Invoice | None = None


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
        """Carry out the order, once; an order that fails to be paid changes nothing at the provider."""
        ...

    def checkout(self, scope: Scope, order: BillingOrder, options: CheckoutOptions) -> Checkout:
        """Return where the payer pays for what the order begins, which is carried out once that is done."""
        ...

    def void(self, scope: Scope, subscription_id: str, *, at: Instant) -> None:
        """Call off the subscription's invoices that are open because its first payment never came."""
        ...

    def latest_invoice(self, scope: Scope, payer_id: str, subscription_id: str) -> Invoice | None:
        """Return the invoice of the subscription that was issued last, None where there is none."""
        ...
