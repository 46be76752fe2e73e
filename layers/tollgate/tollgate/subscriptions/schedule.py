"""When a change that waits takes place, and what becomes of those that waited before."""

from datetime import datetime

from tollgate.catalog.package import PricingType
from tollgate.shared.period import months_period
from tollgate.subscriptions.errors import CannotSchedule, DoesNotHaveBillingPeriod
from tollgate.subscriptions.future_update import AnyChange, FutureUpdate, ScheduleStatus, kept
from tollgate.subscriptions.status import ScheduleStrategy, SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription


def scheduled_time(subscription: Subscription, strategy: ScheduleStrategy, *, now: datetime) -> datetime | None:
    """Return the instant that a strategy means for a subscription, None for at once.

    The end of the billing month is the next monthly boundary, also within a year. What is tried has its trial's end.
    Raises `CannotSchedule` or `DoesNotHaveBillingPeriod` where there is no such instant.
    """
    if strategy is ScheduleStrategy.IMMEDIATE:
        return None
    if subscription.status is SubscriptionStatus.IN_TRIAL and subscription.trial_end_date is not None:
        return subscription.trial_end_date
    if subscription.pricing_type is not PricingType.PAID:
        message = f"{subscription.id} is {subscription.pricing_type.value}: a change of it takes place at once"
        raise CannotSchedule(message, field="scheduleStrategy")
    period, anchor = subscription.period, subscription.billing_cycle_anchor
    if period is None or anchor is None:
        message = f"{subscription.id} has no billing period: a change of it takes place at once"
        raise DoesNotHaveBillingPeriod(message, field="scheduleStrategy")
    if strategy is ScheduleStrategy.END_OF_BILLING_PERIOD:
        return period.end
    return min(period.end, months_period(anchor, 1, now).end)


def with_schedule(
    subscription: Subscription, changes: tuple[AnyChange, ...], *, at: datetime, now: datetime
) -> Subscription:
    """Return the subscription with these changes waiting in the place of those that waited."""
    cleared = subscription.with_updates_over(ScheduleStatus.SCHEDULED, now_over=ScheduleStatus.CANCELED)
    waiting = tuple(FutureUpdate(change=change, scheduled_at=at, created_at=now) for change in changes)
    return cleared.but(future_updates=kept((*cleared.future_updates, *waiting)), updated_at=now)
