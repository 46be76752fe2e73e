"""What is told of payments for subscriptions."""

from datetime import datetime

from tollgate.billing.events import CustomerPaymentFailed
from tollgate.subscriptions.events import public_view
from tollgate.subscriptions.subscription import Subscription


def payment_failed(
    subscription: Subscription, error: str, *, event_id: str | None = None, at: datetime
) -> CustomerPaymentFailed:
    """Return the event of a payment that failed, or that the payer has to do something about."""
    return CustomerPaymentFailed.of(
        customer_id=subscription.payer_id,
        customer={"id": subscription.payer_id},
        subscription=public_view(subscription),
        error=error,
        originating_event_id=event_id,
        at=at,
    )
