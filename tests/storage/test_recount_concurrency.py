"""Meters that change while consumers count on: workers at once, failing tables and killed processes lose no event."""

import random
from contextlib import suppress
from itertools import count, takewhile

import pytest

from tests.storage.test_event_concurrency import FUNCTIONS, LIKE, WEATHERS, check, consume, drawn, messages
from tests.support.clock import FixedClock
from tests.support.faults import Crash, CrashAt
from tests.support.live_stream import LiveStream
from tests.support.metered import meter
from tests.support.metering import Sold, resetting, subscription_access
from tests.support.parallel import in_parallel
from tests.support.selling import given_customer
from tests.support.tasks import finish, message_of
from tests.support.template_api import TemplateApi
from tollgate.catalog.meter import AggregationFunction
from tollgate.shared.reset_period import ResetPeriod
from tollgate.usage.recount_meter import SETTLING
from tools.bench.hook import TABLES_AND_QUEUES, hooked

WORKERS = 2
BEFORE = {each: FUNCTIONS[place - 1] for place, each in enumerate(FUNCTIONS)}
"""What each feature counted before its meter was changed to the function that it is named after."""


def rule_of(function: AggregationFunction) -> dict[str, object]:
    return meter(function, None if function is AggregationFunction.COUNT else "n")


def sold(api: TemplateApi) -> None:
    given_customer(api)
    sold, granted = Sold(), [LIKE.but(feature_id=each.lower()) for each in FUNCTIONS]
    for feature, function in zip(granted, FUNCTIONS, strict=True):
        sold.feature(feature, meter=rule_of(BEFORE[function]))
    sold.plan("basic", *granted)
    sold.subscribe("acme", subscription_access())


def change(api: TemplateApi, *functions: AggregationFunction) -> list[str]:
    """Change the meters to these functions; return the tasks that follow."""
    for each in functions:
        assert api.patch(f"/api/v1/features/{each.lower()}", meter=rule_of(each)).status == 200
    return [task["id"] for task in api.get("/api/v1/tasks", limit=len(functions)).data]


@pytest.mark.parametrize("weather", WEATHERS)
def test_workers_and_consumers_at_once_count_each_event_once(
    emulator_api: TemplateApi, clock: FixedClock, weather: str
) -> None:
    sold(emulator_api)
    moments = drawn(clock.now(), seed=3)
    earlier, *later = messages(moments, clock.now())
    consume(emulator_api, [earlier])
    tasks = change(emulator_api, *FUNCTIONS)
    for each in tasks:
        emulator_api.run("RunTaskFunction", message_of(emulator_api, each))
    clock.advance(seconds=SETTLING.seconds)

    def work(number: int) -> None:
        if number == 0:
            consume(emulator_api, [earlier, *later])
            return
        order = tasks.copy()
        random.Random(number).shuffle(order)
        for each in order:
            emulator_api.run("RunTaskFunction", message_of(emulator_api, each))

    with hooked(*WEATHERS[weather]()):
        in_parallel(1 + WORKERS, work)
    for each in tasks:
        assert finish(emulator_api, each)["status"] == "COMPLETED"
    check(emulator_api, moments, clock.now())


@pytest.mark.parametrize("is_before", [True, False], ids=["before", "after"])
def test_a_worker_killed_at_any_call_goes_on_where_it_was(
    emulator_api: TemplateApi, clock: FixedClock, is_before: bool
) -> None:
    sold(emulator_api)
    moments = drawn(clock.now(), seed=5)
    bodies = messages(moments, clock.now())
    consume(emulator_api, bodies[:3])
    changed = [AggregationFunction.UNIQUE, AggregationFunction.MAX]
    [*tasks] = change(emulator_api, *changed)
    for task_id in tasks:
        emulator_api.run("RunTaskFunction", message_of(emulator_api, task_id))
        clock.advance(seconds=SETTLING.seconds)
        assert crash_everywhere(emulator_api, task_id, is_before=is_before) > 5
    consume(emulator_api, bodies)
    for task_id in tasks:
        assert finish(emulator_api, task_id)["status"] == "COMPLETED"
    for each in set(FUNCTIONS) - set(changed):
        finish(emulator_api, change(emulator_api, each)[0], clock)
    check(emulator_api, moments, clock.now())


def crash_everywhere(api: TemplateApi, task_id: str, *, is_before: bool) -> int:
    """Kill a worker at its first call, another at its second, until one is done before that; return how many died."""
    return sum(1 for _ in takewhile(lambda call: _crashes(api, task_id, call, is_before=is_before), count(1)))


def _crashes(api: TemplateApi, task_id: str, call: int, *, is_before: bool) -> bool:
    """Kill a worker at its n-th call; tell whether it came to that."""
    crash = CrashAt(call, is_before=is_before)
    with suppress(Crash), hooked(crash, services=TABLES_AND_QUEUES):
        api.run("RunTaskFunction", message_of(api, task_id))
    return crash.seen >= call


@pytest.mark.parametrize("weather", WEATHERS)
def test_a_schedule_that_changes_under_consumers_and_workers_counts_each_value_once(
    emulator_api: TemplateApi, clock: FixedClock, weather: str
) -> None:
    sold(emulator_api)
    change_all(emulator_api, clock)
    moments = drawn(clock.now(), seed=13)
    earlier, *later = messages(moments, clock.now())
    consume(emulator_api, [earlier])
    monthly = [resetting(ResetPeriod.MONTH).but(feature_id=each.lower()) for each in FUNCTIONS]
    Sold().reschedule(*monthly, version=2)
    stream = LiveStream()
    follow(emulator_api, stream)
    [task] = [each for each in emulator_api.get("/api/v1/tasks", limit=100).data if each["finishedAt"] is None]
    emulator_api.run("RunTaskFunction", message_of(emulator_api, task["id"]))
    clock.advance(seconds=SETTLING.seconds)

    def work(number: int) -> None:
        if number == 0:
            consume(emulator_api, [earlier, *later])
        elif number == 1:
            follow(emulator_api, LiveStream())
        else:
            emulator_api.run("RunTaskFunction", message_of(emulator_api, task["id"]))

    with hooked(*WEATHERS[weather]()):
        in_parallel(2 + WORKERS, work)
    follow(emulator_api, LiveStream())
    for each in emulator_api.get("/api/v1/tasks", limit=100).data:
        assert finish(emulator_api, each["id"], clock)["status"] == "COMPLETED"
    check(emulator_api, moments, clock.now(), monthly[0])


def change_all(api: TemplateApi, clock: FixedClock) -> None:
    """Give every feature the meter that it is named after."""
    for each in change(api, *FUNCTIONS):
        finish(api, each, clock)


def follow(api: TemplateApi, stream: LiveStream) -> None:
    """Show the consumer of the stream what it has not read yet, until it has taken all of it."""
    left = stream.following()
    while left:
        failed = api.run("FollowUsageFunction", {"Records": left})["batchItemFailures"]
        names = {each["itemIdentifier"] for each in failed}
        left = [each for each in left if each["dynamodb"]["SequenceNumber"] in names]
