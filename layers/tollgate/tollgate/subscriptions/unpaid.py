"""What a subscription waits with until it is paid for."""

from tollgate.billing.ledger import UsageLedger
from tollgate.shared.entity import Instant, Value
from tollgate.subscriptions.status import PaymentCollection


class Unpaid(Value):
    """A payment that is waited for: the first one of a subscription, or that of an update.

    `invoice_id` is the provider's, None where the order left no invoice behind. `ledger` is what is known of usage once
    it is paid, as its invoice charges for some. `has_new_cycle` tells that billing periods are counted from `since` on
    then. `before` is how the collection stood, and stands again where the update is given up.
    """

    since: Instant
    invoice_id: str | None = None
    ledger: UsageLedger | None = None
    has_new_cycle: bool = False
    before: PaymentCollection = PaymentCollection.NOT_REQUIRED
