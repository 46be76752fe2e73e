"""Change a subscription: at once, or at the end of a period."""

from tollgate.subscriptions.apply_update import apply_update
from tollgate.subscriptions.find_live import find_live
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.update_request import UpdateRequest


def update_subscription(request: UpdateRequest, life: Lifecycle) -> Subscription:
    """Return the changed subscription, as it was where nothing changes.

    What is more takes place at once, what is less as the product says, everything as `schedule_strategy` says where it
    is given. Raises `SubscriptionNotFound`, `SubscriptionAlreadyEnded`, or what tells why it cannot be.
    """
    subscription, holdings = find_live(request.scope, request.id, life)
    changed = apply_update(request, subscription, holdings)
    holdings.write()
    return changed
