"""Counting events: whatever the order, the batches, duplicates, rivals and crashes, the counters come out the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.clock import FixedClock
from tests.support.faults import Crash
from tests.support.memory_events import (
    MemoryEvents,
    Moment,
    expected_hours,
    expected_usage,
    hours_of,
    usage_at,
)
from tests.support.metered import condition, meter
from tests.support.metering import SCOPE, resetting, subscription_access
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.feature import Feature
from tollgate.catalog.meter import AggregationFunction, Meter
from tollgate.entitlements.counter import CounterKey
from tollgate.entitlements.windows import ResetSchedule
from tollgate.shared.reset_period import ResetPeriod
from tollgate.usage.event import NewEvent
from tollgate.usage.ingest_events import ingest_events
from tollgate.usage.matching import passes, worth_of

NOW = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
BEGUN = NOW - timedelta(days=60)
FUNCTIONS = tuple(AggregationFunction)
SCHEDULES = (None, ResetPeriod.HOUR, ResetPeriod.DAY, ResetPeriod.MONTH)


def feature_of(function: AggregationFunction) -> Feature:
    rule = meter(function, None if function is AggregationFunction.COUNT else "n")
    like = resetting()
    return Feature(
        id=function.lower(),
        uuid="u",
        display_name=function,
        feature_type=like.feature_type,
        meter_type=like.meter_type,
        meter=Meter.model_validate(rule),
        created_at=BEGUN,
        updated_at=BEGUN,
    )


def granted(period: ResetPeriod | None) -> tuple[FeatureEntitlement, ...]:
    return tuple(resetting(period).but(feature_id=each.lower()) for each in FUNCTIONS)  # type: ignore[arg-type]


def memory(period: ResetPeriod | None) -> MemoryEvents:
    return MemoryEvents(BEGUN, [feature_of(each) for each in FUNCTIONS], granted(period))


def schedule_of(period: ResetPeriod | None) -> ResetSchedule:
    return ResetSchedule.of(granted(period)[0], subscription_access(usage_anchor=BEGUN))


def new_event(key: int, ago: timedelta, value: int) -> NewEvent:
    return NewEvent(
        customer_id="acme",
        event_name="call",
        idempotency_key=str(key),
        timestamp=NOW - ago,
        dimensions=f'{{"n":{value}}}',
    )


@dataclass(frozen=True)
class Delivery:
    """A batch of events, by their places among all, and what happens to its consumer."""

    places: tuple[int, ...]
    crashes_at: int | None = None
    has_rival: bool = False


EVENTS = st.lists(st.tuples(st.integers(0, 5_000), st.integers(-3, 9)), min_size=1, max_size=12)
DELIVERIES = st.lists(
    st.builds(
        Delivery,
        places=st.lists(st.integers(0, 11), min_size=1, max_size=12).map(tuple),
        crashes_at=st.none() | st.integers(0, 2),
        has_rival=st.booleans(),
    ),
    max_size=6,
)


def told(usage: MemoryEvents, events: Sequence[NewEvent], delivery: Delivery) -> None:
    """Deliver a batch, and again if its consumer ended; a rival counts the same and other events meanwhile."""

    def ingest(batch: Sequence[NewEvent], *, again: bool) -> None:
        ingest_events(
            SCOPE,
            dict(enumerate(batch)),
            received_at=NOW,
            metering=usage.metering(FixedClock(NOW)),
            is_redelivered=again,
        )

    def crash() -> None:
        raise Crash

    batch = [events[place % len(events)] for place in delivery.places]
    if delivery.has_rival:
        usage.interruptions = [lambda: ingest(list(reversed(batch))[:3], again=False)]
    if delivery.crashes_at is not None:
        usage.interruptions = [crash, *[lambda: None] * delivery.crashes_at, *usage.interruptions]
    try:
        ingest(batch, again=False)
    except Crash:
        usage.interruptions = []
        ingest(batch, again=True)
    usage.interruptions = []


@settings(max_examples=60, deadline=None)
@given(EVENTS, DELIVERIES, st.sampled_from(SCHEDULES), st.randoms())
def test_whatever_the_order_and_the_batches_the_counters_and_hours_are_the_same(
    drawn: list[tuple[int, int]], deliveries: list[Delivery], period: ResetPeriod | None, random: Any
) -> None:
    events = [new_event(key, timedelta(minutes=ago), value) for key, (ago, value) in enumerate(drawn)]
    usage = memory(period)
    for delivery in deliveries:
        told(usage, events, delivery)
    rest = list(range(len(events)))
    random.shuffle(rest)
    told(usage, events, Delivery(tuple(rest)))
    check(usage, [(NOW - timedelta(minutes=ago), value) for ago, value in drawn], schedule_of(period))
    in_one_pass = memory(period)
    told(in_one_pass, sorted(events, key=lambda each: each.timestamp or NOW), Delivery(tuple(range(len(events)))))
    assert history(usage) == history(in_one_pass)


def check(usage: MemoryEvents, moments: list[Moment], schedule: ResetSchedule) -> None:
    for function in FUNCTIONS:
        key = CounterKey("acme", None, function.lower())
        found = {start: tally for (owner, start), tally in sorted(usage.buckets.items()) if owner == key}
        assert hours_of(found) == expected_hours(function, moments, schedule), function
        window = schedule.period_at(NOW)
        expected = expected_usage(function, moments, window)
        assert usage_at(usage.counters.get(key), found, window) == expected, function


def history(usage: MemoryEvents) -> Any:
    counters = {key: (each.period, each.total, each.tally) for key, each in usage.counters.items()}
    return counters, {place: tally for place, tally in usage.buckets.items() if tally.count}


@settings(max_examples=60, deadline=None)
@given(EVENTS, st.lists(st.tuples(st.sampled_from(SCHEDULES), st.integers(1, 4)), min_size=1, max_size=5))
def test_a_schedule_that_changes_in_the_middle_loses_and_doubles_nothing(
    drawn: list[tuple[int, int]], changes: list[tuple[ResetPeriod | None, int]]
) -> None:
    events = [new_event(key, timedelta(minutes=ago), value) for key, (ago, value) in enumerate(drawn)]
    usage, told_so_far = memory(None), 0
    # What different values there are cannot be told from hours: it has a test of its own.
    usage.features = [each for each in usage.features if each.id != "unique"]
    for period, count in changes:
        usage.entitlements = granted(period)
        batch = events[told_so_far : told_so_far + count]
        told_so_far += len(batch)
        if batch:
            told(usage, batch, Delivery(tuple(range(len(batch)))))
        moments = [(NOW - timedelta(minutes=ago), value) for ago, value in drawn[:told_so_far]]
        window = schedule_of(period).period_at(NOW)
        for function in set(FUNCTIONS) - {AggregationFunction.UNIQUE}:
            key = CounterKey("acme", None, function.lower())
            found = usage.tallies(SCOPE, key, window)
            assert usage_at(usage.counters.get(key), found, window) == expected_usage(function, moments, window)


FIELDS = {"eventName": "call", "region": "eu", "n": 10, "text": "abc", "flag": True}
CASES = [
    (condition("region", value="eu"), True),
    (condition("dimensions.region", value="eu"), True),
    (condition("region", value="EU"), False),
    (condition("region", "NOT_EQUALS", "us"), True),
    (condition("missing", "NOT_EQUALS", "us"), True),
    (condition("missing", "EQUALS", "us"), False),
    (condition("missing", "IS_NULL"), True),
    (condition("region", "IS_NULL"), False),
    (condition("region", "IS_NOT_NULL"), True),
    (condition("missing", "IS_NOT_NULL"), False),
    (condition("n", "GREATER_THAN", "9"), True),
    (condition("n", "GREATER_THAN", "10"), False),
    (condition("n", "GREATER_THAN_OR_EQUAL", "10.0"), True),
    (condition("n", "LESS_THAN", "10.5"), True),
    (condition("n", "LESS_THAN_OR_EQUAL", "9"), False),
    (condition("text", "GREATER_THAN", "1"), False),
    (condition("missing", "LESS_THAN", "1"), False),
    (condition("text", "CONTAINS", "b"), True),
    (condition("text", "STARTS_WITH", "ab"), True),
    (condition("text", "ENDS_WITH", "ab"), False),
    (condition("flag", value="true"), True),
    (condition("n", value="10"), True),
    (condition("region", "IN", values=("us", "eu")), True),
    (condition("missing", "IN", values=("us",)), False),
]


@pytest.mark.parametrize(("wanted", "expected"), CASES)
def test_a_condition_looks_at_one_field(wanted: dict[str, Any], expected: bool) -> None:
    rule = {"aggregation": {"function": "COUNT"}, "filters": [{"conditions": [wanted]}]}
    assert passes(Meter.model_validate(rule), FIELDS) is expected


@pytest.mark.parametrize(
    ("function", "value", "worth"),
    [
        ("SUM", 2, "2"),
        ("SUM", "2.5", "2.5"),
        ("SUM", " 7 ", "7"),
        ("SUM", "0.000005", "0.00001"),
        ("SUM", "x", None),
        ("SUM", "1e9999999", None),
        ("MAX", "-1e999999999999999999", None),
        ("SUM", "1e-9999999", "0"),
        ("SUM", "0." + "3" * 400, "0.33333"),
        ("SUM", "NaN", None),
        ("SUM", True, None),
        ("SUM", None, None),
        ("SUM", 2**53, None),
        ("MAX", -3, "-3"),
        ("UNIQUE", 2, "2"),
        ("UNIQUE", True, "true"),
        ("UNIQUE", None, None),
        ("COUNT", None, "1"),
    ],
)
def test_an_event_is_worth_what_its_field_says(function: str, value: Any, worth: str | None) -> None:
    field = None if function == "COUNT" else "n"
    found = worth_of(Meter.model_validate(meter(function, field)), {"n": value} if value is not None else {})
    assert (str(found) if found is not None else None) == worth
