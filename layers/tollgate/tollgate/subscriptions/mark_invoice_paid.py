"""Mark the latest invoice of a subscription as paid."""

from tollgate.billing.mark_invoice_paid import mark_invoice_paid as mark_at_provider
from tollgate.shared.scope import Scope
from tollgate.subscriptions.errors import SubscriptionNotFound
from tollgate.subscriptions.events import SubscriptionUpdated
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.status import PaymentCollectionMethod
from tollgate.subscriptions.subscription import Subscription


def mark_invoice_paid(scope: Scope, subscription_id: str, life: Lifecycle) -> Subscription:
    """Return the subscription with its latest invoice paid, also where it has ended since.

    Raises `SubscriptionNotFound`, or what tells why the invoice cannot be marked.
    """
    subscription = life.subscriptions.find(scope, subscription_id)
    if subscription is None:
        raise SubscriptionNotFound.of(subscription_id)
    now = life.clock.now(scope, subscription.test_clock_id)
    invoice = mark_at_provider(
        scope,
        subscription.id,
        payer_id=subscription.payer_id,
        is_invoiced=subscription.payment_collection_method is PaymentCollectionMethod.INVOICE,
        provider=life.billing,
        at=now,
    )
    marked = subscription.but(latest_invoice=invoice.summary, updated_at=now)
    life.subscriptions.save(scope, marked)
    life.events.record(scope, SubscriptionUpdated.of(marked, at=now))
    return marked
