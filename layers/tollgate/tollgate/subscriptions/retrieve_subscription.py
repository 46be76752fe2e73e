"""Find a subscription."""

from tollgate.shared.clock import CustomerClock
from tollgate.shared.scope import Scope
from tollgate.subscriptions.errors import SubscriptionNotFound
from tollgate.subscriptions.ports import SubscriptionRepository
from tollgate.subscriptions.subscription import Subscription


def retrieve_subscription(
    scope: Scope, subscription_id: str, *, subscriptions: SubscriptionRepository, clock: CustomerClock
) -> Subscription:
    """Return the subscription as it stands now; raises `SubscriptionNotFound`."""
    subscription = subscriptions.find(scope, subscription_id)
    if subscription is None:
        raise SubscriptionNotFound.of(subscription_id)
    return as_it_stands(scope, subscription, clock=clock)


def as_it_stands(scope: Scope, subscription: Subscription, *, clock: CustomerClock) -> Subscription:
    """Return a subscription as it stands at its customer's present; one that has ended stays as it is."""
    if subscription.has_ended:
        return subscription
    return subscription.seen_at(clock.now(scope, subscription.test_clock_id))
