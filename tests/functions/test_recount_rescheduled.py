"""Different values stay whole while schedules change: kept events are counted again over the periods of now."""

import os
import random
from datetime import datetime, timedelta
from typing import Any

import boto3
import pytest

from tests.support.clock import FixedClock
from tests.support.memory_events import expected_hours, expected_usage, hours_of
from tests.support.metered import event, meter, send, usage_of
from tests.support.metering import SCOPE, Sold, resetting, subscription_access
from tests.support.promotions import promotion
from tests.support.selling import given_customer
from tests.support.tasks import finish, take_turn
from tests.support.template_api import TemplateApi
from tests.support.thresholds import stream_record
from tollgate import wiring
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.meter import AggregationFunction
from tollgate.entitlements.counter import CounterKey
from tollgate.entitlements.windows import ALL_TIME, ResetSchedule
from tollgate.shared.reset_period import ResetPeriod
from tollgate.usage.recount_meter import SETTLING

UNIQUE = AggregationFunction.UNIQUE
DAY, MONTH = resetting(ResetPeriod.DAY), resetting(ResetPeriod.MONTH)
Moment = tuple[datetime, int]


def sell(api: TemplateApi, like: FeatureEntitlement) -> Sold:
    given_customer(api)
    sold = Sold()
    sold.feature(like, meter=meter(UNIQUE, "n"))
    sold.plan("basic", like)
    sold.subscribe("acme", subscription_access())
    return sold


def drawn(now: datetime, choose: random.Random, many: int) -> list[Moment]:
    return [(now - timedelta(minutes=choose.randrange(8_000)), choose.randrange(6)) for _ in range(many)]


def tell(api: TemplateApi, moments: list[Moment], since: int = 0) -> None:
    sent = (
        event(str(since + place), timestamp=at.isoformat(), dimensions={"n": value})
        for place, (at, value) in enumerate(moments)
    )
    send(api, *sent)


def follow(api: TemplateApi) -> list[dict[str, Any]]:
    """Show every access item and counter to the consumer of the stream; return the tasks there are, newest first."""
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=os.environ["LIVE_TABLE"])
    items = [item for page in pages for item in page["Items"]]
    shown = [item for item in items if item["SK"]["S"] == "A" or item["SK"]["S"].startswith("U#")]
    records = [stream_record(item, number) for number, item in enumerate(shown, 1)]
    assert api.run("FollowUsageFunction", {"Records": records}) == {"batchItemFailures": []}
    return list(api.get("/api/v1/tasks").data)


def rescheduled(api: TemplateApi, clock: FixedClock, *, seed: int) -> tuple[Sold, list[Moment], Any]:
    """Count events by the day, sell a limit by the month, and take the first turn at the task that follows."""
    sold, moments = sell(api, DAY), drawn(clock.now(), random.Random(seed), 25)
    tell(api, moments)
    sold.reschedule(MONTH, version=2)
    [task] = follow(api)
    return sold, moments, take_turn(api, task["id"])


def check(api: TemplateApi, moments: list[Moment], like: FeatureEntitlement, now: datetime) -> None:
    schedule = ResetSchedule.of(like, subscription_access())
    hours = hours_of(wiring.usage_buckets().tallies(SCOPE, CounterKey("acme", None, "calls"), ALL_TIME))
    assert hours == expected_hours(UNIQUE, moments, schedule)
    assert usage_of(api, "calls") == [expected_usage(UNIQUE, moments, schedule.period_at(now))]


@pytest.mark.parametrize(("before", "after"), [(DAY, MONTH), (MONTH, DAY)])
@pytest.mark.parametrize("is_met_first", [True, False], ids=["events first", "change first"])
def test_values_are_counted_again_over_the_periods_of_the_new_schedule(
    api: TemplateApi, clock: FixedClock, before: FeatureEntitlement, after: FeatureEntitlement, is_met_first: bool
) -> None:
    choose, now = random.Random(7), clock.now()
    sold = sell(api, before)
    moments = drawn(now, choose, 30)
    tell(api, moments)
    check(api, moments, before, now)
    assert follow(api) == []
    sold.reschedule(after, version=2)
    more = drawn(now, choose, 5)
    if is_met_first:  # the counter is rebuilt before anybody looks at what the stream tells
        tell(api, more, len(moments))
        moments += more
    [task] = follow(api)
    assert (task["type"], task["featureId"]) == ("METER_RECOUNT", "calls")
    take_turn(api, task["id"])
    more = drawn(now, choose, 5)
    tell(api, more, len(moments))
    moments += more
    clock.advance(seconds=SETTLING.seconds)
    finish(api, task["id"], clock)
    check(api, moments, after, clock.now())
    assert len(follow(api)) == 1
    more = drawn(now, choose, 10)
    tell(api, more, len(moments))
    check(api, [*moments, *more], after, clock.now())


def test_a_schedule_that_changes_twice_is_counted_as_the_last_one_has_it(api: TemplateApi, clock: FixedClock) -> None:
    sold, moments, first = rescheduled(api, clock, seed=3)
    weekly = resetting(ResetPeriod.WEEK)
    sold.reschedule(weekly, version=3)
    second, _ = follow(api)
    clock.advance(seconds=SETTLING.seconds)
    assert finish(api, first["id"], clock)["done"] == 0
    clock.advance(seconds=SETTLING.seconds)
    finish(api, second["id"], clock)
    check(api, moments, weekly, clock.now())


def test_a_grant_that_comes_and_goes_leaves_what_the_plan_counts(api: TemplateApi, clock: FixedClock) -> None:
    sell(api, MONTH)
    moments = drawn(clock.now(), random.Random(5), 25)
    tell(api, moments)
    path = "/api/v1/customers/acme/promotional-entitlements"
    granted = promotion("calls", "lifetime", usageLimit=1_000, resetPeriod="DAY")
    api.post(path, promotionalEntitlements=[granted]).data  # noqa: B018
    [first] = follow(api)
    finish(api, first["id"], clock)
    check(api, moments, DAY, clock.now())
    api.delete(f"{path}/calls").data  # noqa: B018
    second, _ = follow(api)
    finish(api, second["id"], clock)
    check(api, moments, MONTH, clock.now())


def test_a_meter_that_changes_meanwhile_counts_all_of_it(api: TemplateApi, clock: FixedClock) -> None:
    _, moments, first = rescheduled(api, clock, seed=9)
    count = meter(AggregationFunction.COUNT)
    api.call("PATCH", "/api/v1/features/calls", {"meter": count}).data  # noqa: B018
    second = api.get("/api/v1/tasks", limit=1).data[0]
    clock.advance(seconds=SETTLING.seconds)
    finish(api, first["id"], clock)
    finish(api, second["id"], clock)
    schedule = ResetSchedule.of(MONTH, subscription_access())
    assert usage_of(api, "calls") == [
        expected_usage(AggregationFunction.COUNT, moments, schedule.period_at(clock.now()))
    ]


def test_what_only_adds_up_needs_no_recount(api: TemplateApi, clock: FixedClock) -> None:
    given_customer(api)
    sold = Sold()
    sold.feature(DAY, meter=meter("COUNT"))
    sold.plan("basic", DAY)
    sold.subscribe("acme", subscription_access())
    tell(api, drawn(clock.now(), random.Random(1), 5))
    sold.reschedule(MONTH, version=2)
    assert follow(api) == []
