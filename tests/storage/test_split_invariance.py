"""The same events, however they are split, repeated, ordered and interrupted, come to the same counters and history."""

import random
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.storage.test_event_concurrency import message
from tests.support.clock import FixedClock
from tests.support.emulator import Emulator, on_emulator
from tests.support.faults import Crash, CrashAt
from tests.support.live_stream import LiveStream
from tests.support.memory_events import expected_hours, expected_usage, hours_of
from tests.support.metered import event, meter, record, usage_of
from tests.support.metering import SCOPE, Sold, resetting, subscription_access
from tests.support.parallel import in_parallel
from tests.support.recorded import all_recorded
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.catalog.meter import AggregationFunction
from tollgate.entitlements.counter import CounterKey
from tollgate.entitlements.windows import ALL_TIME, ResetSchedule
from tollgate.shared.reset_period import ResetPeriod
from tools.bench.hook import hooked

FUNCTIONS = tuple(AggregationFunction)
RISING = (AggregationFunction.COUNT, AggregationFunction.SUM, AggregationFunction.UNIQUE)
"""What only grows, where no value is negative: when it came to a threshold does not depend on the order."""
PERIODS = (ResetPeriod.DAY, ResetPeriod.MONTH)
Moment = tuple[datetime, int]


@dataclass
class Delivery:
    """How events reach the counters: chunks for each consumer, and the calls at which consumers end."""

    chunks: list[list[int]]
    consumers: int
    crashes: list[tuple[int, bool]]
    seed: int


@dataclass
class Shop:
    """One deployment on the emulator, in which each example has a customer of its own."""

    api: TemplateApi
    clock: FixedClock
    stream: LiveStream
    sold: Sold = field(default_factory=Sold)
    numbers: Iterator[int] = field(default_factory=count)

    def customer(self, period: ResetPeriod) -> str:
        """Return a new customer with a feature for each function, of which four may be used in a period."""
        name = f"c{next(self.numbers)}"
        assert self.api.post("/api/v1/customers", id=name).status == 201
        self.sold.subscribe(name, subscription_access(f"by-{period.lower()}"))
        return name


@pytest.fixture(scope="module")
def shop(emulator_process: Emulator) -> Iterator[Shop]:
    clock = FixedClock(datetime(2026, 1, 15, 10, 30, tzinfo=UTC))
    with on_emulator(emulator_process, clock):
        shop = Shop(TemplateApi(), clock, LiveStream())
        features = [resetting(ResetPeriod.DAY).but(feature_id=each.lower(), usage_limit=4) for each in FUNCTIONS]
        for function, feature in zip(FUNCTIONS, features, strict=True):
            rule = meter(function, None if function is AggregationFunction.COUNT else "n")
            shop.sold.feature(feature, meter=rule)
        for period in PERIODS:
            shop.sold.plan(f"by-{period.lower()}", *(each.but(reset_period=period) for each in features))
        yield shop


@st.composite
def deliveries(draw: st.DrawFn, events: int) -> Delivery:
    """Every event at least once, in chunks of any size, some of them again; consumers that end anywhere."""
    order = draw(st.permutations(range(events)))
    again = draw(st.lists(st.integers(0, events - 1), max_size=8))
    cuts = sorted(draw(st.lists(st.integers(0, events + len(again)), max_size=4)))
    places = [*order, *again]
    chunks = [places[start:end] for start, end in zip([0, *cuts], [*cuts, len(places)], strict=True) if start < end]
    crashes = draw(st.lists(st.tuples(st.integers(1, 25), st.booleans()), max_size=3))
    return Delivery(chunks, draw(st.integers(1, 3)), crashes, draw(st.integers(0, 2**16)))


MOMENTS = st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 6)), min_size=1, max_size=12)
"""Minutes ago and value: some of it in the month and the days before, some twice."""


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(MOMENTS, st.sampled_from(PERIODS), st.booleans(), st.data())
def test_however_events_are_split_usage_history_and_thresholds_are_those_of_one_pass(
    shop: Shop, drawn: list[tuple[int, int]], period: ResetPeriod, has_negatives: bool, data: st.DataObject
) -> None:
    now = shop.clock.now()
    moments = [(now - timedelta(minutes=ago), value - 3 * has_negatives) for ago, value in drawn]
    split, in_one = shop.customer(period), shop.customer(period)
    deliver(shop, split, moments, data.draw(deliveries(len(moments))))
    for placed in sorted(enumerate(moments), key=lambda each: each[1]):
        consume(shop.api, [chunk(in_one, [placed], now)])
    follow(shop, data.draw(st.integers(0, 2**16)))
    schedule = ResetSchedule.of(resetting(period), subscription_access())
    for function in FUNCTIONS:
        hours = hours_of(wiring.usage_buckets().tallies(SCOPE, CounterKey(split, None, function.lower()), ALL_TIME))
        assert hours == expected_hours(function, moments, schedule), function
        expected = max(expected_usage(function, moments, schedule.period_at(now)), 0)
        assert usage_of(shop.api, function.lower(), customer_id=split) == [pytest.approx(float(expected))], function
        assert history(shop, split, function) == history(shop, in_one, function)
    for function in RISING:
        if function is not AggregationFunction.SUM or not has_negatives:
            check_thresholds(split, in_one, function)


def chunk(customer_id: str, placed: Sequence[tuple[int, Moment]], now: datetime) -> str:
    """Return a message of some events; the place of an event is its idempotency key."""
    sent = [
        event(str(place), customer_id=customer_id, timestamp=at.isoformat(), dimensions={"n": value})
        for place, (at, value) in placed
    ]
    return message(sent, now)


def deliver(shop: Shop, customer_id: str, moments: Sequence[Moment], how: Delivery) -> None:
    """Let consumers at once count the chunks, each until it is counted, however often its consumer ends."""
    bodies = [chunk(customer_id, [(place, moments[place]) for place in each], shop.clock.now()) for each in how.chunks]
    crashes = [CrashAt(call, is_before=is_before) for call, is_before in how.crashes]

    def work(number: int) -> None:
        mine = [body for place, body in enumerate(bodies) if place % how.consumers == number]
        # A queue delivers more than once: some of a consumer's chunks come to another one too.
        mine += [body for place, body in enumerate(bodies) if (place + number + how.seed) % 3 == 0]
        random.Random(how.seed + number).shuffle(mine)
        for body in mine:
            consume(shop.api, [body])

    with hooked(*crashes):
        in_parallel(how.consumers, work)


def consume(api: TemplateApi, bodies: Sequence[str]) -> None:
    """Deliver messages until all are counted; one whose consumer ended comes again."""
    left = list(bodies)
    for attempt in range(1, 40):
        records = [record(body, str(place), str(place), attempt) for place, body in enumerate(left)]
        with suppress(Crash):
            failed = api.run("IngestUsageFunction", {"Records": records})["batchItemFailures"]
            left = [left[int(each["itemIdentifier"])] for each in failed]
        if not left:
            return
    raise AssertionError("A message failed again and again")


def follow(shop: Shop, seed: int) -> None:
    """Let two consumers at once follow the stream, one of them backwards, and one that ends in the middle."""
    records = shop.stream.following()

    def work(number: int) -> None:
        left = records[::-1] if number else records
        while left:
            some, left = left[:20], left[20:]
            with suppress(Crash):
                answer = shop.api.run("FollowUsageFunction", {"Records": some})
                failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
                some = [each for each in some if each["dynamodb"]["SequenceNumber"] in failed]
            left = [*some, *left]

    with hooked(CrashAt(seed % 50 + 1, is_before=bool(seed % 2))):
        in_parallel(2, work)


def history(shop: Shop, customer_id: str, function: AggregationFunction) -> Any:
    """Return the usage history of a feature, day by day."""
    path = f"/api/v1/usage/{customer_id}/history/{function.lower()}"
    return shop.api.get(path, startDate="2026-01-10T00:00:00Z").data


def check_thresholds(split: str, in_one: str, function: AggregationFunction) -> None:
    """Compare which thresholds of which periods were told: each once, up to the same one.

    A write that crosses several tells the highest only, so that a batch may leave a lower one out.
    """
    one_by_one, at_once = told(in_one, function), told(split, function)
    assert len(set(one_by_one)) == len(one_by_one)
    assert len(set(at_once)) == len(at_once)
    assert highest(at_once) == highest(one_by_one)
    assert set(at_once) <= set(one_by_one)


def told(customer_id: str, function: AggregationFunction) -> list[tuple[str, int]]:
    """Return the periods and thresholds that were told of."""
    payloads = [each.payload for each in all_recorded("EntitlementUsageExceeded") if each.parent_id == customer_id]
    return [
        (each["usagePeriodStart"], each["thresholdPercentage"])
        for each in payloads
        if each["feature"]["id"] == function.lower()
    ]


def highest(found: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Return the highest threshold of each period."""
    return {start: max(each for begun, each in found if begun == start) for start, _ in found}
