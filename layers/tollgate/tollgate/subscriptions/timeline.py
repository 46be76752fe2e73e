"""What happens to a subscription next, by itself, and when."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import IntEnum
from typing import NamedTuple

from tollgate.shared.entity import Entity, Instant
from tollgate.shared.period import Period, months_period
from tollgate.subscriptions.future_update import FutureUpdate, ScheduleStatus
from tollgate.subscriptions.status import SubscriptionStatus
from tollgate.subscriptions.unpaid import Unpaid

TRIAL_NOTICE = timedelta(days=7)
"""So long before its end the end of a trial is told."""
MONTH_NOTICE = timedelta(hours=1)
"""So long before its end the end of a billing month is told."""
PAYMENT_WINDOW = timedelta(hours=23)
"""So long a first payment, or that of an update, is waited for, as Stripe does; an update not beyond its period."""


class DueKind(IntEnum):
    """What falls due; at one instant in this order: what ends is not renewed, and what changes is renewed changed."""

    START = 0
    PAYMENT_OVERDUE = 1
    CANCELLATION = 2
    END = 3
    TRIAL_ENDS_SOON = 4
    MONTH_ENDS_SOON = 5
    SCHEDULED_UPDATE = 6
    TRIAL_END = 7
    UPDATE_OVERDUE = 8
    ARREARS = 9
    RENEWAL = 10
    RULES = 11


class Due(NamedTuple):
    """Something that happens at an instant."""

    at: datetime
    kind: DueKind


class Dated(Entity):
    """What of a subscription tells when something happens to it by itself."""

    status: SubscriptionStatus
    billing_cycle_anchor: Instant | None = None
    current_billing_period_start: Instant | None = None
    current_billing_period_end: Instant | None = None
    arrears_from: Instant | None = None
    month_told: Instant | None = None
    bills_monthly: bool = False
    start_date: Instant
    end_date: Instant | None = None
    is_trial_end_told: bool = False
    trial_end_date: Instant | None = None
    cancellation_date: Instant | None = None
    future_updates: tuple[FutureUpdate, ...] = ()
    unpaid: Unpaid | None = None
    has_rules_to_apply: bool = False
    created_at: Instant
    updated_at: Instant

    @property
    def scheduled(self) -> tuple[FutureUpdate, ...]:
        """Return the changes that wait for an instant."""
        return tuple(each for each in self.future_updates if each.status is ScheduleStatus.SCHEDULED)

    @property
    def unpaid_updates(self) -> tuple[FutureUpdate, ...]:
        """Return the changes that wait for a payment."""
        return tuple(each for each in self.future_updates if each.status is ScheduleStatus.PENDING_PAYMENT)

    @property
    def month_to_tell(self) -> Period | None:
        """Return the billing month whose end is told next: counted from the anchor, in longer periods too.

        None where nothing is billed by periods. What began a billing period in the past is told of from then on.
        """
        if self.billing_cycle_anchor is None or self.current_billing_period_start is None:
            return None
        told = self.month_told if self.month_told is not None else self.created_at + MONTH_NOTICE
        return months_period(self.billing_cycle_anchor, 1, max(told, self.current_billing_period_start))

    @property
    def due(self) -> Due | None:
        """Return what happens next by itself, None where nothing will."""
        return min(self.all_due, default=None)

    @property
    def all_due(self) -> Iterator[Due]:
        """Return everything that will happen by itself as it stands now, in no order."""
        return _all_due(self)

    @property
    def due_at(self) -> datetime | None:
        """Return the instant of that."""
        due = self.due
        return due.at if due is not None else None

    def is_due(self, now: datetime) -> bool:
        """Tell whether that instant has come."""
        due_at = self.due_at
        return due_at is not None and due_at <= now


def _all_due(subscription: Dated) -> Iterator[Due]:
    match subscription.status:
        case SubscriptionStatus.NOT_STARTED:
            yield Due(subscription.start_date, DueKind.START)
        case SubscriptionStatus.PAYMENT_PENDING:
            since = subscription.unpaid.since if subscription.unpaid is not None else subscription.updated_at
            yield Due(since + PAYMENT_WINDOW, DueKind.PAYMENT_OVERDUE)
        case SubscriptionStatus.IN_TRIAL | SubscriptionStatus.ACTIVE:
            yield from _due_while_live(subscription)
        case SubscriptionStatus.CANCELED | SubscriptionStatus.EXPIRED:
            if subscription.has_rules_to_apply:
                yield Due(subscription.updated_at, DueKind.RULES)


def _due_while_live(subscription: Dated) -> Iterator[Due]:
    if subscription.cancellation_date is not None:
        yield Due(subscription.cancellation_date, DueKind.CANCELLATION)
    for waiting in subscription.scheduled:
        yield Due(waiting.scheduled_at, DueKind.SCHEDULED_UPDATE)
    for unpaid in subscription.unpaid_updates:
        yield Due(_overdue(unpaid, subscription), DueKind.UPDATE_OVERDUE)
    if subscription.status is SubscriptionStatus.IN_TRIAL:
        if subscription.trial_end_date is not None:
            yield Due(subscription.trial_end_date, DueKind.TRIAL_END)
            if not subscription.is_trial_end_told:
                yield Due(subscription.trial_end_date - TRIAL_NOTICE, DueKind.TRIAL_ENDS_SOON)
        return
    if subscription.end_date is not None:
        yield Due(subscription.end_date, DueKind.END)
    if subscription.current_billing_period_end is not None:
        yield Due(subscription.current_billing_period_end, DueKind.RENEWAL)
        monthly = _next_arrears(subscription)
        if monthly is not None and monthly < subscription.current_billing_period_end:
            yield Due(monthly, DueKind.ARREARS)
    month = subscription.month_to_tell
    if month is not None:
        yield Due(month.end - MONTH_NOTICE, DueKind.MONTH_ENDS_SOON)


def _overdue(unpaid: FutureUpdate, subscription: Dated) -> datetime:
    end, period_end = unpaid.created_at + PAYMENT_WINDOW, subscription.current_billing_period_end
    # What it costs was reckoned for the period it was asked for in. One of that very instant lasts the whole window.
    return end if period_end is None or period_end <= unpaid.created_at else min(end, period_end)


def _next_arrears(subscription: Dated) -> datetime | None:
    """Return the end of the month within a longer period whose overage is billed, None where none is."""
    anchor, since = subscription.billing_cycle_anchor, subscription.arrears_from
    if anchor is None or since is None or not subscription.bills_monthly:
        return None
    return months_period(anchor, 1, since).end
