"""End a subscription: part of every operation that takes one away."""

from datetime import datetime

from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope
from tollgate.subscriptions.events import SubscriptionCanceled
from tollgate.subscriptions.ports import SubscriptionRepository
from tollgate.subscriptions.subscription import CancelReason, Subscription


def end_subscription(
    scope: Scope,
    subscription: Subscription,
    reason: CancelReason,
    *,
    at: datetime,
    subscriptions: SubscriptionRepository,
    events: EventRecorder,
) -> Subscription:
    """Return the ended subscription; the caller takes it out of the access item in the same transaction."""
    ended = subscription.ended(reason, at=at)
    subscriptions.save(scope, ended)
    events.record(scope, SubscriptionCanceled.of(ended, at=at))
    return ended
