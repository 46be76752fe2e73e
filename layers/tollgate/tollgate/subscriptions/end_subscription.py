"""End a subscription: part of everything that takes one away."""

from datetime import datetime

from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope
from tollgate.subscriptions.events import (
    SubscriptionCanceled,
    SubscriptionEvent,
    SubscriptionExpired,
    SubscriptionTrialExpired,
)
from tollgate.subscriptions.ports import SubscriptionRepository
from tollgate.subscriptions.state_machine import Trigger
from tollgate.subscriptions.status import CancelReason, SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription


def end_subscription(
    scope: Scope,
    subscription: Subscription,
    trigger: Trigger,
    *,
    at: datetime,
    subscriptions: SubscriptionRepository,
    events: EventRecorder,
) -> Subscription:
    """Return the ended subscription; the caller takes it out of the access item in the same transaction."""
    ended = subscription.moved(trigger, at=at)
    subscriptions.save(scope, ended)
    events.record(scope, _event_of(ended).of(ended, at=at))
    return ended


def _event_of(ended: Subscription) -> type[SubscriptionEvent]:
    if ended.cancel_reason is CancelReason.TRIAL_ENDED:
        return SubscriptionTrialExpired
    return SubscriptionExpired if ended.status is SubscriptionStatus.EXPIRED else SubscriptionCanceled
