"""Change a subscription: at once, or at the end of a period."""

from tollgate.subscriptions.advance_subscription import catch_up
from tollgate.subscriptions.apply_update import apply_update
from tollgate.subscriptions.errors import SubscriptionAlreadyEnded, SubscriptionNotFound
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.update_request import UpdateRequest


def update_subscription(request: UpdateRequest, life: Lifecycle) -> Subscription:
    """Return the changed subscription, as it was where nothing changes.

    What is more takes place at once, what is less as the product says, everything as `schedule_strategy` says where it
    is given. Raises `SubscriptionNotFound`, `SubscriptionAlreadyEnded`, or what tells why it cannot be.
    """
    subscription = life.subscriptions.find(request.scope, request.id)
    if subscription is None:
        raise SubscriptionNotFound.of(request.id)
    if subscription.has_ended:
        raise SubscriptionAlreadyEnded.named(subscription.id, subscription.status)
    holdings = Holdings.around(request.scope, subscription, life)
    catch_up(holdings, subscription.product_id)
    subscription = holdings.stored(subscription.id)
    if subscription.has_ended:
        raise SubscriptionAlreadyEnded.named(subscription.id, subscription.status)
    changed = apply_update(request, subscription, holdings)
    holdings.write()
    return changed
