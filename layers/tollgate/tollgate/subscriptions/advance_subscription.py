"""Bring a subscription over its next boundary once that has come."""

from tollgate.shared.clock import Clock
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope
from tollgate.subscriptions.events import SubscriptionUpdated
from tollgate.subscriptions.ports import SubscriptionRepository


def advance_subscription(
    scope: Scope,
    customer_id: str,
    subscription_id: str,
    *,
    subscriptions: SubscriptionRepository,
    events: EventRecorder,
    clock: Clock,
) -> bool:
    """Stage one boundary, at its own instant, and tell whether the next one has come too.

    Harmless when repeated, late, or about a subscription that has ended since: what is not due stays as it is.
    """
    subscription = subscriptions.find_of(scope, customer_id, subscription_id)
    now = clock.now()
    if subscription is None or not subscription.is_due(now):
        return False
    renewed = subscription.renewed()
    subscriptions.save(scope, renewed)
    events.record(scope, SubscriptionUpdated.of(renewed, at=renewed.updated_at))
    return renewed.is_due(now)
