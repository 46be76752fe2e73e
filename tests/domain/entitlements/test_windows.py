"""Usage periods: every reset period with every anchor, cuts, and that periods tile time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.metering import resetting, subscription_access
from tollgate.catalog.feature import MeterType
from tollgate.entitlements.windows import ALL_TIME, ResetSchedule, bucket_start
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod

WEEKDAYS = (
    ResetAnchor.EVERY_SUNDAY,
    ResetAnchor.EVERY_MONDAY,
    ResetAnchor.EVERY_TUESDAY,
    ResetAnchor.EVERY_WEDNESDAY,
    ResetAnchor.EVERY_THURSDAY,
    ResetAnchor.EVERY_FRIDAY,
    ResetAnchor.EVERY_SATURDAY,
)
COMBINATIONS = [
    (None, None),
    (ResetPeriod.HOUR, None),
    (ResetPeriod.DAY, None),
    (ResetPeriod.WEEK, ResetAnchor.SUBSCRIPTION_START),
    *((ResetPeriod.WEEK, weekday) for weekday in WEEKDAYS),
    (ResetPeriod.MONTH, ResetAnchor.SUBSCRIPTION_START),
    (ResetPeriod.MONTH, ResetAnchor.START_OF_THE_MONTH),
    (ResetPeriod.YEAR, ResetAnchor.SUBSCRIPTION_START),
]
MOMENTS = st.integers(0, 16 * 365 * 86_400_000).map(
    lambda milliseconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def schedule(
    period: ResetPeriod | None, anchor: ResetAnchor | None, usage_anchor: datetime, cut: datetime | None = None
) -> ResetSchedule:
    row = subscription_access(usage_anchor=usage_anchor, usage_cut=cut)
    return ResetSchedule.of(resetting(period, anchor), row)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("period", "anchor", "begun", "now", "start", "end"),
    [
        ("MONTH", "SubscriptionStart", "2026-01-31", "2026-02-15", "2026-01-31", "2026-02-28"),
        ("MONTH", "SubscriptionStart", "2026-01-31", "2026-03-01", "2026-02-28", "2026-03-31"),
        ("MONTH", "SubscriptionStart", "2024-01-06T10:13", "2024-03-06T14:59", "2024-03-06", "2024-04-06"),
        ("MONTH", None, "2024-01-06T10:13", "2024-03-06T14:59", "2024-03-06", "2024-04-06"),
        ("MONTH", "StartOfTheMonth", "2026-01-31", "2026-11-30T23:59:59.999", "2026-11-01", "2026-12-01"),
        ("MONTH", "StartOfTheMonth", "2026-01-31", "2026-12-01", "2026-12-01", "2027-01-01"),
        ("WEEK", "EveryMonday", "2026-01-01", "2026-11-22T23:59", "2026-11-16", "2026-11-23"),
        ("WEEK", "EverySunday", "2026-01-01", "2026-11-22", "2026-11-22", "2026-11-29"),
        ("WEEK", "EverySaturday", "2026-01-01", "2026-11-22", "2026-11-21", "2026-11-28"),
        ("WEEK", "SubscriptionStart", "2026-11-04T17:00", "2026-11-20", "2026-11-18", "2026-11-25"),
        ("YEAR", "SubscriptionStart", "2024-02-29", "2025-03-01", "2025-02-28", "2026-02-28"),
        ("YEAR", "SubscriptionStart", "2024-02-29", "2028-03-01", "2028-02-29", "2029-02-28"),
        ("DAY", None, "2026-01-01", "2026-11-22T13:30", "2026-11-22", "2026-11-23"),
        ("HOUR", None, "2026-01-01", "2026-11-22T13:30", "2026-11-22T13:00", "2026-11-22T14:00"),
    ],
)
def test_the_period_that_holds_an_instant(
    period: str, anchor: str | None, begun: str, now: str, start: str, end: str
) -> None:
    found = schedule(ResetPeriod(period), ResetAnchor(anchor) if anchor else None, instant(begun)).period_at(
        instant(now)
    )
    assert (found.start, found.end) == (instant(start), instant(end))


@pytest.mark.parametrize(
    ("period", "anchor", "shown"),
    [
        (ResetPeriod.MONTH, ResetAnchor.SUBSCRIPTION_START, "2026-01-05"),
        (ResetPeriod.MONTH, ResetAnchor.START_OF_THE_MONTH, "2026-03-01"),
        (ResetPeriod.WEEK, ResetAnchor.EVERY_FRIDAY, "2026-03-06"),
        (ResetPeriod.DAY, None, "2026-03-10"),
        (ResetPeriod.HOUR, None, "2026-03-10T12:00"),
    ],
)
def test_the_anchor_is_the_subscriptions_or_the_calendars(
    period: ResetPeriod, anchor: ResetAnchor | None, shown: str
) -> None:
    now = instant("2026-03-10T12:30")
    assert schedule(period, anchor, instant("2026-01-05T10:00")).anchor_at(now) == instant(shown)


def test_without_a_reset_period_usage_counts_over_all_of_time() -> None:
    row = subscription_access(usage_cut=instant("2026-03-10T12:30"))
    assert ResetSchedule.of(resetting(None), row).period_at(instant("2026-03-11")) == ALL_TIME  # type: ignore[arg-type]


def test_a_cut_ends_a_period_and_begins_the_rest_of_it() -> None:
    cut = instant("2026-01-15T10:30:00.123")
    monthly = schedule(ResetPeriod.MONTH, None, instant("2026-01-05"), cut)
    before, after, later = (monthly.period_at(instant(at)) for at in ("2026-01-06", "2026-01-16", "2026-02-16"))
    assert (before.start, before.end) == (instant("2026-01-05"), cut)
    assert (after.start, after.end) == (cut, instant("2026-02-05"))
    assert (later.start, later.end) == (instant("2026-02-05"), instant("2026-03-05"))


def test_a_level_is_never_cut() -> None:
    seats = resetting(meter_type=MeterType.FLUCTUATING)
    row = subscription_access(usage_cut=instant("2026-01-15T10:30"))
    assert ResetSchedule.of(seats, row).cut is None


@given(st.sampled_from(COMBINATIONS), MOMENTS, MOMENTS, st.none() | MOMENTS)
def test_periods_tile_time_without_gap(
    combination: tuple[ResetPeriod | None, ResetAnchor | None], begun: datetime, now: datetime, cut: datetime | None
) -> None:
    found = schedule(*combination, begun, cut)
    period = found.period_at(now)
    assert period.holds(now)
    assert found.period_at(period.start) == period
    if period != ALL_TIME:
        last = period.end - timedelta(milliseconds=1)
        assert found.period_at(last) == period
        assert found.period_at(period.end).start == period.end
        assert found.period_at(period.start - timedelta(milliseconds=1)).end == period.start


@given(st.sampled_from(COMBINATIONS), MOMENTS, MOMENTS, st.lists(MOMENTS, max_size=4), st.none() | MOMENTS)
def test_every_bucket_lies_in_the_period_of_what_it_holds(
    combination: tuple[ResetPeriod | None, ResetAnchor | None],
    begun: datetime,
    moment: datetime,
    other_cuts: list[datetime],
    cut: datetime | None,
) -> None:
    cuts = (*other_cuts, *([cut] if cut else []))
    period = schedule(*combination, begun, cut).period_at(moment)
    assert period.holds(bucket_start(moment, cuts))
    assert bucket_start(moment, cuts) <= moment
