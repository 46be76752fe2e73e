"""A meter that is changed counts the kept events again: in the end as if it had been there from the start."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.memory_events import expected_hours, expected_usage, hours_of
from tests.support.metered import condition, event, meter, send, usage_of
from tests.support.metering import SCOPE, Sold, entitlement, resetting, subscription_access
from tests.support.selling import given_customer
from tests.support.tasks import finish, take_turn
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.meter import AggregationFunction
from tollgate.customers.resource import CustomerResource
from tollgate.entitlements.counter import CounterKey
from tollgate.entitlements.windows import ALL_TIME, ResetSchedule
from tollgate.shared.reset_period import ResetPeriod
from tollgate.shared.scope import ActorType
from tollgate.usage.recount_meter import SETTLING

FUNCTIONS = tuple(AggregationFunction)
Given = tuple[datetime, int]


def sell(api: TemplateApi, rule: dict[str, Any] | None, like: FeatureEntitlement, *resources: str) -> Sold:
    """Sell the feature `calls`, with this meter, to the customer acme, and to its resources."""
    given_customer(api)
    sold = Sold()
    sold.feature(like, meter=rule)
    sold.plan("basic", like)
    sold.subscribe("acme", subscription_access())
    for each in resources:
        kept = CustomerResource(id=each, customer_id="acme", created_at=wiring.clock().now())
        wiring.transact(lambda kept=kept: wiring.customers().add_resource(SCOPE, kept), actor=ActorType.SYSTEM)  # type: ignore[misc]
        sold.resource("acme", each)
        sold.subscribe("acme", subscription_access(id=f"of-{each}"), resource_id=each)
    return sold


def rule_of(function: AggregationFunction, name: str = "call") -> dict[str, Any]:
    return meter(function, None if function is AggregationFunction.COUNT else "n", name)


def change(api: TemplateApi, rule: dict[str, Any]) -> str:
    """Change the meter; return the task that follows from it."""
    api.call("PATCH", "/api/v1/features/calls", {"meter": rule}).data  # noqa: B018
    [task, *_] = api.get("/api/v1/tasks", limit=1).data
    assert (task["type"], task["featureId"]) == ("METER_RECOUNT", "calls")
    return str(task["id"])


def sent(key: object, at: datetime, value: object, **fields: Any) -> dict[str, Any]:
    return event(str(key), timestamp=at.isoformat(), dimensions={"n": value}, **fields)


def drawn(now: datetime, choose: random.Random, many: int) -> list[Given]:
    return [(now - timedelta(minutes=choose.randrange(3_000)), choose.randrange(-3, 9)) for _ in range(many)]


def tell(api: TemplateApi, moments: Sequence[Given], since: int) -> None:
    send(api, *(sent(since + place, at, value) for place, (at, value) in enumerate(moments)))


def check(api: TemplateApi, function: AggregationFunction, moments: Sequence[Given], now: datetime) -> None:
    """Compare usage and hours with what the meter would have come to alone."""
    schedule = ResetSchedule.of(resetting(ResetPeriod.DAY), subscription_access())
    hours = hours_of(wiring.usage_buckets().tallies(SCOPE, CounterKey("acme", None, "calls"), ALL_TIME))
    assert hours == expected_hours(function, moments, schedule)
    expected = max(expected_usage(function, moments, schedule.period_at(now)), 0)
    assert usage_of(api, "calls") == [pytest.approx(float(expected))]


@pytest.mark.parametrize("place", range(len(FUNCTIONS)), ids=FUNCTIONS)
def test_usage_is_what_the_new_meter_alone_would_have_counted(api: TemplateApi, clock: FixedClock, place: int) -> None:
    before, after = FUNCTIONS[place], FUNCTIONS[place - 1]
    choose, now = random.Random(place), clock.now()
    sell(api, rule_of(before), resetting(ResetPeriod.DAY))
    moments = drawn(now, choose, 40)
    tell(api, moments, 0)
    task_id = change(api, rule_of(after))
    assert take_turn(api, task_id)["status"] == "IN_PROGRESS"
    while True:
        # Events go on arriving: while the task waits, and between its turns.
        more = drawn(now, choose, 4)
        tell(api, more, len(moments))
        moments += more
        clock.advance(seconds=SETTLING.seconds)
        if take_turn(api, task_id)["finishedAt"] is not None:
            break
    check(api, after, moments, clock.now())
    more = drawn(now, choose, 10)
    tell(api, more, len(moments))
    check(api, after, [*moments, *more], clock.now())


def test_a_meter_changed_twice_counts_by_the_latest(api: TemplateApi, clock: FixedClock) -> None:
    sell(api, rule_of(AggregationFunction.COUNT), resetting(ResetPeriod.DAY))
    moments = drawn(clock.now(), random.Random(1), 20)
    tell(api, moments[:10], 0)
    first = change(api, rule_of(AggregationFunction.MAX))
    tell(api, moments[10:15], 10)
    second = change(api, rule_of(AggregationFunction.UNIQUE))
    tell(api, moments[15:], 15)
    assert finish(api, first, clock)["done"] == 0
    clock.advance(seconds=SETTLING.seconds)
    finish(api, second, clock)
    check(api, AggregationFunction.UNIQUE, moments, clock.now())


def test_events_of_another_name_count_once_the_meter_names_them(api: TemplateApi, clock: FixedClock) -> None:
    sell(api, rule_of(AggregationFunction.COUNT), entitlement(), "site")
    send(api, event("1", "upload"), event("2", "upload", resourceId="site"), event("3"), event("4", "unload"))
    assert [*usage_of(api, "calls"), *usage_of(api, "calls", resourceId="site")] == [1, 0]
    named = [{"conditions": [condition("eventName", "ENDS_WITH", "load")]}]
    task = finish(api, change(api, {"aggregation": {"function": "COUNT"}, "filters": named}), clock)
    assert (task["status"], task["done"]) == ("COMPLETED", 3)
    assert [*usage_of(api, "calls"), *usage_of(api, "calls", resourceId="site")] == [2, 1]


def test_a_meter_that_finds_nothing_leaves_nothing(api: TemplateApi, clock: FixedClock) -> None:
    sell(api, rule_of(AggregationFunction.COUNT), entitlement())
    send(api, event("1"), event("2"))
    finish(api, change(api, rule_of(AggregationFunction.COUNT, "upload")), clock)
    assert usage_of(api, "calls") == [0]


def test_what_was_reported_stays_when_a_feature_gets_its_meter(api: TemplateApi, clock: FixedClock) -> None:
    sell(api, None, entitlement())
    earlier = clock.now() - timedelta(hours=2)
    send(api, event("1"), sent(2, earlier, 1))
    api.post("/api/v1/usage", usages=[{"customerId": "acme", "featureId": "calls", "value": 5}]).data  # noqa: B018
    finish(api, change(api, rule_of(AggregationFunction.COUNT)), clock)
    # The hour that usage was reported in stays; the other one is counted.
    assert usage_of(api, "calls") == [6]


def test_hours_that_are_not_wholly_kept_stay_as_they_were_counted(api: TemplateApi, clock: FixedClock) -> None:
    sold = sell(api, rule_of(AggregationFunction.COUNT), entitlement())
    sold.subscribe("acme", subscription_access(usage_anchor=clock.now() - timedelta(days=100)))
    send(api, sent(1, clock.now() - timedelta(days=30), 10), sent(2, clock.now() - timedelta(days=2), 10))
    clock.advance(days=6)
    finish(api, change(api, rule_of(AggregationFunction.SUM)), clock)
    assert usage_of(api, "calls") == [11]


def test_only_another_meter_begins_a_task(api: TemplateApi) -> None:
    sell(api, rule_of(AggregationFunction.COUNT), entitlement())
    same = rule_of(AggregationFunction.COUNT)
    assert api.call("PATCH", "/api/v1/features/calls", {"meter": same, "displayName": "Calls"}).status == 200
    assert api.get("/api/v1/tasks").data == []
