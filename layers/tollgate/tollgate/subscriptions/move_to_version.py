"""Move a subscription to another version of its plan: what it grants changes at once, its price does not."""

from datetime import datetime

from tollgate.customers.ports import AccessRepository
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope
from tollgate.subscriptions.errors import SubscriptionWithoutAccess
from tollgate.subscriptions.events import SubscriptionUpdated
from tollgate.subscriptions.ports import SubscriptionRepository
from tollgate.subscriptions.subscription import Subscription


def move_to_version(
    scope: Scope,
    subscription: Subscription,
    version: int,
    *,
    at: datetime,
    subscriptions: SubscriptionRepository,
    access: AccessRepository,
    events: EventRecorder,
) -> Subscription:
    """Return the moved subscription; usage goes on being counted as it was. Raises `SubscriptionWithoutAccess`."""
    held = access.find(scope, subscription.customer_id, subscription.resource_id)
    if held is None or not held.gives(subscription.id):
        raise SubscriptionWithoutAccess.named(subscription.id)
    moved = subscription.on_version(version, at=at)
    subscriptions.save(scope, moved)
    access.save(scope, held.with_plan_version(subscription.id, version, at=at))
    events.record(scope, SubscriptionUpdated.of(moved, at=at))
    return moved
