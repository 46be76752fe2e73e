"""Call off changes of a subscription that wait: for an instant, or for a payment."""

from tollgate.shared.scope import Scope
from tollgate.subscriptions.apply_changes import without_unpaid
from tollgate.subscriptions.errors import FutureUpdateNotFound
from tollgate.subscriptions.find_live import find_live
from tollgate.subscriptions.future_update import ScheduleStatus
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.subscription import Subscription


def cancel_scheduled_update(scope: Scope, subscription_id: str, life: Lifecycle) -> Subscription:
    """Return the subscription without the changes that waited for an instant.

    Raises `SubscriptionNotFound`, `SubscriptionAlreadyEnded`, and `FutureUpdateNotFound` where none waits.
    """
    subscription, holdings = find_live(scope, subscription_id, life)
    if not subscription.scheduled:
        raise FutureUpdateNotFound.of(subscription.id, ScheduleStatus.SCHEDULED)
    cleared = subscription.with_updates_over(ScheduleStatus.SCHEDULED, now_over=ScheduleStatus.CANCELED)
    kept = holdings.keep(cleared.but(updated_at=holdings.now))
    holdings.write()
    return kept


def cancel_pending_payment_update(scope: Scope, subscription_id: str, life: Lifecycle) -> Subscription:
    """Return the subscription as it is without the changes that waited for a payment, whose invoice is called off.

    Raises `SubscriptionNotFound`, `SubscriptionAlreadyEnded`, and `FutureUpdateNotFound` where none waits.
    """
    subscription, holdings = find_live(scope, subscription_id, life)
    if not subscription.unpaid_updates:
        raise FutureUpdateNotFound.of(subscription.id, ScheduleStatus.PENDING_PAYMENT)
    kept = holdings.keep(without_unpaid(subscription, holdings, at=holdings.now))
    holdings.write()
    return kept
