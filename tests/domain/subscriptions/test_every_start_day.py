"""Whatever day a subscription begins on, its billing periods follow one another, each where the anchor says."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta

import pytest

from tests.domain.subscriptions.test_subscription import paid
from tollgate.shared.period import BillingPeriod, billing_period_at
from tollgate.subscriptions.timeline import MONTH_NOTICE, Due, DueKind

LEAP_YEAR = [datetime(2028, 1, 1, 23, 59, 58, tzinfo=UTC) + timedelta(days=number) for number in range(366)]
YEARS = 10


def boundary(start: datetime, months: int) -> datetime:
    """Return the same day so many months later, or the last day of a month that is too short."""
    elapsed = start.month - 1 + months
    year, month = start.year + elapsed // 12, elapsed % 12 + 1
    return start.replace(year=year, month=month, day=min(start.day, monthrange(year, month)[1]))


@pytest.mark.parametrize("period", BillingPeriod)
def test_periods_of_every_start_day_follow_one_another_for_ten_years(period: BillingPeriod) -> None:
    for start in LEAP_YEAR:
        subscription, previous_end = paid(start, period), start
        for number in range(YEARS * 12 // period.months):
            current = subscription.period
            assert current is not None
            for month in range(period.months):
                at = boundary(start, number * period.months + month + 1) - MONTH_NOTICE
                assert subscription.due == Due(at, DueKind.MONTH_ENDS_SOON)
                subscription = subscription.with_month_told()
            due = subscription.due
            assert due is not None
            assert (due.at, due.kind) == (current.end, DueKind.RENEWAL)
            assert current.start == previous_end, "neither a gap nor an overlap"
            assert current.start == boundary(start, number * period.months)
            for inside in (current.start, current.end - timedelta(milliseconds=1)):
                assert billing_period_at(start, period, inside) == current
            previous_end = current.end
            subscription = subscription.in_period_of(due.at).but(updated_at=due.at)
        assert subscription.billing_cycle_anchor == start
