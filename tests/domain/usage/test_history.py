"""How history is drawn: edges, running totals, resets and groups."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tollgate.catalog.meter import AggregationFunction
from tollgate.entitlements.tally import Tally
from tollgate.entitlements.windows import ResetSchedule
from tollgate.shared.period import Period
from tollgate.shared.reset_period import ResetPeriod
from tollgate.usage.history import (
    DimensionAmount,
    Marker,
    MarkerType,
    Point,
    Tag,
    cuts_seen,
    edges_of,
    grouped,
    points_of,
    resets_of,
    span_read,
)

PERIODIC, CHANGE = MarkerType.PERIODIC_RESET, MarkerType.SUBSCRIPTION_CHANGE_RESET


def at(text: str) -> datetime:
    """Return an instant of 2026: `12-01 10:30`."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def span(start: str, end: str) -> Period:
    """Return a span within 2026."""
    return Period(start=at(start), end=at(end))


MONTHLY = ResetSchedule(ResetPeriod.MONTH, at("01-01 00:00"))


def counted(amount: int) -> Tally:
    return Tally(total=Decimal(amount))


def peak(amount: int) -> Tally:
    value = Decimal(amount)
    return Tally(function=AggregationFunction.MAX, count=1, total=value, lowest=value, highest=value)


@pytest.mark.parametrize(
    ("asked", "count", "first", "last"),
    [
        (span("01-01 10:15", "01-01 12:30"), 3, "01-01 11:00", "01-01 12:30"),
        (span("01-01 10:00", "01-01 12:00"), 2, "01-01 11:00", "01-01 12:00"),
        (span("01-01 00:00", "01-03 00:00"), 48, "01-01 01:00", "01-03 00:00"),
        (span("01-01 00:00", "01-03 00:01"), 3, "01-02 00:00", "01-03 00:01"),
        (span("01-01 00:00", "04-03 00:00"), 92, "01-02 00:00", "04-03 00:00"),
        (span("01-15 00:00", "06-10 00:00"), 6, "02-01 00:00", "06-10 00:00"),
    ],
)
def test_points_are_told_by_the_hour_the_day_or_the_month(asked: Period, count: int, first: str, last: str) -> None:
    edges = edges_of(asked)
    assert (len(edges), edges[0], edges[-1]) == (count, at(first), at(last))


def test_what_never_resets_is_one_running_total_with_all_that_came_before() -> None:
    asked, schedule = span("03-01 00:00", "03-01 03:00"), ResetSchedule()
    assert span_read(asked, schedule).start.year == 1970
    amounts = {at("01-05 00:00"): counted(7), at("03-01 01:00"): counted(2), at("03-01 02:00"): counted(-3)}
    assert resets_of(asked, schedule, [at("02-01 00:00")]) == []
    assert points_of(amounts, asked, []) == (
        Point(at("03-01 01:00"), Decimal(7)),
        Point(at("03-01 02:00"), Decimal(9)),
        Point(at("03-01 03:00"), Decimal(6)),
    )


def test_a_reset_at_the_last_instant_is_told() -> None:
    asked = span("11-30 22:00", "12-01 00:00")
    resets = resets_of(asked, MONTHLY, ())
    assert resets == [Marker(at("11-01 00:00"), PERIODIC), Marker(at("12-01 00:00"), PERIODIC)]
    assert points_of({at("11-10 03:00"): counted(900)}, asked, resets) == (
        Point(at("11-30 23:00"), Decimal(900)),
        Point(at("12-01 00:00"), Decimal(900)),
        Point(at("12-01 00:00"), Decimal(0), PERIODIC),
    )


def test_a_change_of_plan_shows_what_usage_had_come_to() -> None:
    asked = span("03-10 10:00", "03-10 12:00")
    amounts = {at("03-02 00:00"): counted(800), at("03-10 10:00"): counted(5), at("03-10 10:40"): counted(1)}
    cuts = cuts_seen(amounts, MONTHLY)
    assert cuts == {at("03-10 10:40")}
    assert points_of(amounts, asked, resets_of(asked, MONTHLY, cuts)) == (
        Point(at("03-10 10:40"), Decimal(805)),
        Point(at("03-10 10:40"), Decimal(0), CHANGE),
        Point(at("03-10 11:00"), Decimal(1)),
        Point(at("03-10 12:00"), Decimal(1)),
    )


def test_a_cut_is_told_where_nothing_was_used_in_its_hour_and_a_period_s_start_stays_one() -> None:
    schedule = ResetSchedule(ResetPeriod.MONTH, at("01-01 00:00"), cut=at("03-10 10:00"))
    asked = span("03-01 00:00", "03-20 00:00")
    assert resets_of(asked, schedule, cuts_seen({}, schedule)) == [
        Marker(at("03-01 00:00"), PERIODIC),
        Marker(at("03-10 10:00"), CHANGE),
    ]
    assert resets_of(asked, schedule, [at("03-01 00:00")]) == [Marker(at("03-01 00:00"), PERIODIC)]


def test_a_span_that_begins_with_a_period_begins_at_zero() -> None:
    asked = span("03-01 00:00", "03-01 01:00")
    assert points_of({at("03-01 00:00"): counted(4)}, asked, resets_of(asked, MONTHLY, ())) == (
        Point(at("03-01 00:00"), Decimal(0), PERIODIC),
        Point(at("03-01 01:00"), Decimal(4)),
    )


def test_groups_together_are_the_whole() -> None:
    hour, next_hour = at("03-01 00:00"), at("03-01 01:00")
    amounts = {hour: counted(10), next_hour: counted(4)}
    named = [
        DimensionAmount(hour, '{"model":"a","region":"eu"}', Decimal(3)),
        DimensionAmount(hour, '{"model":"a","region":"us"}', Decimal(2)),
        DimensionAmount(hour, '{"cached":true,"size":1.5}', Decimal(1)),
        DimensionAmount(next_hour, '{"model":"b"}', Decimal(4)),
    ]
    assert grouped(amounts, named, ["model"]) == {
        (Tag("model", ""),): {hour: counted(5)},
        (Tag("model", "a"),): {hour: counted(5)},
        (Tag("model", "b"),): {next_hour: counted(4)},
    }
    assert list(grouped(amounts, named, ["size", "cached"])) == [
        (Tag("size", ""), Tag("cached", "")),
        (Tag("size", "1.5"), Tag("cached", "true")),
    ]


@pytest.mark.parametrize("days", [1, 30, 200])
def test_the_last_point_is_the_usage_of_its_period_however_it_is_drawn(days: int) -> None:
    end = at("07-20 05:00")
    asked = Period(start=end - timedelta(days=days), end=end)
    start = span_read(asked, MONTHLY).start
    hours = int((end - start) / timedelta(hours=1))
    amounts = {start + timedelta(hours=hour): counted(1) for hour in range(hours)}
    points = points_of(amounts, asked, resets_of(asked, MONTHLY, ()))
    assert points[-1].value == 19 * 24 + 5


def test_what_does_not_add_up_is_told_by_its_function() -> None:
    asked = span("03-01 00:00", "03-01 04:00")
    amounts = {at("03-01 00:00"): peak(3), at("03-01 01:00"): peak(7), at("03-01 02:00"): peak(5)}
    points = points_of(amounts, asked, [])
    assert [point.value for point in points] == [3, 7, 7, 7]
    assert grouped(amounts, [], ["model"]) == {(Tag("model", ""),): amounts}
