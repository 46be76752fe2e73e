"""Whatever day a subscription begins on, its billing periods follow one another, each where the anchor says."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta

import pytest

from tests.domain.subscriptions.test_subscription import paid
from tollgate.shared.period import BillingPeriod, billing_period_at
from tollgate.subscriptions.timeline import DueKind

LEAP_YEAR = [datetime(2028, 1, 1, 23, 59, 58, tzinfo=UTC) + timedelta(days=number) for number in range(366)]
YEARS = 10


@pytest.mark.parametrize("period", BillingPeriod)
def test_periods_of_every_start_day_follow_one_another_for_ten_years(period: BillingPeriod) -> None:
    for start in LEAP_YEAR:
        subscription, previous_end = paid(start, period), start
        for number in range(YEARS * 12 // period.months):
            current, due = subscription.period, subscription.due
            assert current is not None
            assert due is not None
            assert (due.at, due.kind) == (current.end, DueKind.RENEWAL)
            assert current.start == previous_end, "neither a gap nor an overlap"
            months = start.month - 1 + number * period.months
            year, month = start.year + months // 12, months % 12 + 1
            day = min(start.day, monthrange(year, month)[1])
            assert current.start == start.replace(year=year, month=month, day=day)
            for inside in (current.start, current.end - timedelta(milliseconds=1)):
                assert billing_period_at(start, period, inside) == current
            previous_end = current.end
            subscription = subscription.in_period_of(due.at).but(updated_at=due.at)
        assert subscription.billing_cycle_anchor == start
