"""Find a subscription that goes on, for something to be done to it."""

from tollgate.shared.scope import Scope
from tollgate.subscriptions.advance_subscription import catch_up
from tollgate.subscriptions.errors import SubscriptionAlreadyEnded, SubscriptionNotFound
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.subscription import Subscription


def find_live(scope: Scope, subscription_id: str, life: Lifecycle) -> tuple[Subscription, Holdings]:
    """Return the subscription once everything is done that has fallen due in its slot, and what is held beside it.

    Raises `SubscriptionNotFound`, `SubscriptionAlreadyEnded`, and what `catch_up` raises.
    """
    subscription = life.subscriptions.find(scope, subscription_id)
    if subscription is None:
        raise SubscriptionNotFound.of(subscription_id)
    _check(subscription)
    holdings = Holdings.around(scope, subscription, life)
    catch_up(holdings, subscription.product_id)
    subscription = holdings.stored(subscription.id)
    _check(subscription)
    return subscription, holdings


def _check(subscription: Subscription) -> None:
    if subscription.has_ended:
        raise SubscriptionAlreadyEnded.named(subscription.id, subscription.status)
