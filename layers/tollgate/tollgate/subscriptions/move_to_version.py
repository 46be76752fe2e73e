"""Move a subscription to another version of its plan or add-on: what it grants changes at once, its price does not."""

from datetime import datetime

from tollgate.customers.ports import AccessRepository
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope
from tollgate.subscriptions.errors import SubscriptionWithoutAccess
from tollgate.subscriptions.events import SubscriptionUpdated
from tollgate.subscriptions.ports import SubscriptionRepository
from tollgate.subscriptions.subscription import Subscription
from tollgate.tasks.subscription_migration import MigrationTarget


def move_to_version(
    scope: Scope,
    subscription: Subscription,
    target: MigrationTarget,
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
    version = target.version_number
    if target.addon_id is None:
        moved, given = subscription.on_version(version, at=at), held.with_plan_version(subscription.id, version, at=at)
    else:
        moved = subscription.with_addon_version(target.addon_id, version, at=at)
        given = held.with_addon_version(subscription.id, target.addon_id, version, at=at)
    subscriptions.save(scope, moved)
    access.save(scope, given)
    events.record(scope, SubscriptionUpdated.of(moved, at=at))
    return moved
