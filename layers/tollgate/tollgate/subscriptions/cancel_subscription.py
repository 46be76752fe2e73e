"""Cancel a subscription: its access ends at once."""

from tollgate.customers.ports import AccessRepository
from tollgate.shared.clock import Clock
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope
from tollgate.subscriptions.end_subscription import end_subscription
from tollgate.subscriptions.errors import SubscriptionAlreadyEnded, SubscriptionNotFound
from tollgate.subscriptions.ports import SubscriptionRepository
from tollgate.subscriptions.subscription import CancelReason, Subscription


def cancel_subscription(
    scope: Scope,
    subscription_id: str,
    *,
    subscriptions: SubscriptionRepository,
    access: AccessRepository,
    events: EventRecorder,
    clock: Clock,
) -> Subscription:
    """Return the cancelled subscription; raises `SubscriptionNotFound` or `SubscriptionAlreadyEnded`."""
    subscription = subscriptions.find(scope, subscription_id)
    if subscription is None:
        raise SubscriptionNotFound.of(subscription_id)
    if subscription.has_ended:
        raise SubscriptionAlreadyEnded.of(subscription)
    held = access.find(scope, subscription.customer_id, subscription.resource_id)
    if held is not None:
        access.save(scope, held.without_subscription(subscription.id))
    return end_subscription(
        scope, subscription, CancelReason.IMMEDIATE, at=clock.now(), subscriptions=subscriptions, events=events
    )
