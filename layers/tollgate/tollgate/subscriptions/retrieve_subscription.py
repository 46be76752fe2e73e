"""Find a subscription."""

from tollgate.shared.clock import Clock
from tollgate.shared.scope import Scope
from tollgate.subscriptions.errors import SubscriptionNotFound
from tollgate.subscriptions.ports import SubscriptionRepository
from tollgate.subscriptions.subscription import Subscription


def retrieve_subscription(
    scope: Scope, subscription_id: str, *, subscriptions: SubscriptionRepository, clock: Clock
) -> Subscription:
    """Return the subscription as it stands now; raises `SubscriptionNotFound`."""
    subscription = subscriptions.find(scope, subscription_id)
    if subscription is None:
        raise SubscriptionNotFound.of(subscription_id)
    return subscription.seen_at(clock.now())
