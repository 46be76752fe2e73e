"""What a subscription waits for after an answer that settled nothing."""

from datetime import datetime

from tollgate.billing.invoice import InvoiceDraft
from tollgate.billing.ports import Settlement
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.unpaid import Unpaid


def waited_for(subscription: Subscription, draft: InvoiceDraft | None, answer: Settlement, *, at: datetime) -> Unpaid:
    """Return the payment that is waited for, with what is known of usage once it has come."""
    return Unpaid(
        since=at,
        invoice_id=answer.invoice.id if answer.invoice is not None else None,
        ledger=draft.ledger if draft is not None else None,
        before=subscription.payment_collection,
    )
