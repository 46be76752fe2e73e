"""Many consumers count the same events on the emulator, while DynamoDB fails and consumers end: nothing is lost."""

import json
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.faults import Conflicts, Crash, CrashAt, LostAnswers, PartialReads, Refusals, Throttling
from tests.support.memory_events import expected_hours, expected_usage, hours_of
from tests.support.metered import event, meter, record, sell_metered, usage_of
from tests.support.metering import SCOPE, resetting, subscription_access
from tests.support.parallel import in_parallel
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.meter import AggregationFunction
from tollgate.entitlements.counter import CounterKey
from tollgate.entitlements.windows import ALL_TIME, ResetSchedule
from tollgate.shared.reset_period import ResetPeriod
from tools.bench.hook import Hook, hooked

CONSUMERS, EVENTS, BATCH = 4, 60, 15
FUNCTIONS = tuple(AggregationFunction)
LIKE = resetting(ResetPeriod.DAY)
WEATHERS: dict[str, Callable[[], tuple[Hook, ...]]] = {
    "calm": tuple,
    "all of it": lambda: (
        Conflicts(),
        Refusals(every=7),
        Throttling(every=11),
        LostAnswers(every=5),
        PartialReads(),
    ),
}


def sold(api: TemplateApi) -> None:
    meters = {each.lower(): meter(each, None if each is AggregationFunction.COUNT else "n") for each in FUNCTIONS}
    sell_metered(meters, LIKE)


def drawn(now: datetime, seed: int) -> list[tuple[datetime, int]]:
    choose = random.Random(seed)
    return [(now - timedelta(minutes=choose.randrange(0, 2_000)), choose.randrange(-5, 15)) for _ in range(EVENTS)]


def messages(moments: Sequence[tuple[datetime, int]], now: datetime) -> list[str]:
    sent = [
        event(str(key), timestamp=moment.isoformat(), dimensions={"n": value})
        for key, (moment, value) in enumerate(moments)
    ]
    return [message(sent[start : start + BATCH], now) for start in range(0, len(sent), BATCH)]


def message(events: Sequence[dict[str, Any]], now: datetime) -> str:
    owner = {"accountId": SCOPE.account_id, "environmentId": SCOPE.environment_id}
    return json.dumps({**owner, "receivedAt": now.isoformat(), "events": events})


def consume(api: TemplateApi, bodies: Sequence[str], *, attempt: int = 1) -> None:
    """Deliver messages, those that fail again, as the queue does."""
    left = list(bodies)
    for turn in range(attempt, attempt + 20):
        records = [record(body, str(place), str(place), turn) for place, body in enumerate(left)]
        failed = api.run("IngestUsageFunction", {"Records": records})["batchItemFailures"]
        left = [left[int(each["itemIdentifier"])] for each in failed]
        if not left:
            return
    raise AssertionError("A message failed again and again")


def check(
    api: TemplateApi, moments: list[tuple[datetime, int]], now: datetime, like: FeatureEntitlement = LIKE
) -> None:
    schedule = ResetSchedule.of(like, subscription_access())
    window = schedule.period_at(now)
    for function in FUNCTIONS:
        key = CounterKey("acme", None, function.lower())
        hours = hours_of(wiring.usage_buckets().tallies(SCOPE, key, ALL_TIME))
        assert hours == expected_hours(function, moments, schedule), function
        expected = max(expected_usage(function, moments, window), 0)
        assert usage_of(api, function.lower()) == [pytest.approx(float(expected))], function


@pytest.mark.parametrize("weather", WEATHERS)
def test_consumers_in_parallel_count_each_event_once(
    emulator_api: TemplateApi, clock: FixedClock, weather: str
) -> None:
    sold(emulator_api)
    moments = drawn(clock.now(), seed=7)
    bodies = messages(moments, clock.now())

    def work(consumer: int) -> None:
        order = bodies.copy()
        random.Random(consumer).shuffle(order)
        consume(emulator_api, order)

    with hooked(*WEATHERS[weather]()):
        in_parallel(CONSUMERS, work)
    check(emulator_api, moments, clock.now())


def test_a_consumer_that_ends_anywhere_loses_and_doubles_nothing(emulator_api: TemplateApi, clock: FixedClock) -> None:
    sold(emulator_api)
    moments = drawn(clock.now(), seed=11)[:20]
    [body, more] = messages(moments, clock.now())
    for call in range(1, 8):
        for is_before in (True, False):
            with suppress(Crash), hooked(CrashAt(call, is_before=is_before)):
                consume(emulator_api, [body, more])
    consume(emulator_api, [body, more], attempt=2)
    check(emulator_api, moments, clock.now())
