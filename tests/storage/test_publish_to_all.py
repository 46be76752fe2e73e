"""Publishing to all customers on the emulator: killed anywhere, worked on twice at once, and by the ten thousand."""

import json
import os
from collections import Counter
from itertools import count
from typing import Any

import boto3
import pytest

from tests.support.clock import FixedClock
from tests.support.copies import Copies
from tests.support.emulator import dump
from tests.support.faults import Conflicts, Crash, CrashAt, LostAnswers, Refusals
from tests.support.many_subscriptions import given_subscriptions
from tests.support.parallel import in_parallel
from tests.support.selling import given_plan, given_product
from tests.support.tasks import finish, message_of, publish_to_all, seen, take_turn, waiting
from tests.support.template_api import FULL_CALLER, TemplateApi
from tools.bench.hook import TABLES_AND_QUEUES, hooked
from tools.gateway import LambdaContext, load_handler

PLAN = "plan-site"
MANY = 35
"""More than one step moves."""

_environments = count(1)


def an_environment(subscriptions: int) -> TemplateApi:
    """Return the API of a new environment with this many subscriptions to a plan."""
    api = TemplateApi(caller={**FULL_CALLER, "environmentId": f"publish-{next(_environments)}"})
    given_subscribers(api, subscriptions)
    return api


def given_subscribers(api: TemplateApi, subscriptions: int) -> None:
    """Give this many customers the plan."""
    given_product(api)
    given_plan(api, PLAN)
    given_subscriptions(api, subscriptions, PLAN)


def stored(api: TemplateApi) -> dict[str, list[dict[str, Any]]]:
    """Return the bodies of the environment's rows: subscriptions, what access items hold, and events."""
    prefix = f"E#{api.caller['accountId']}/{api.caller['environmentId']}#"
    rows = {
        table: [item for item in items if item["PK"]["S"].startswith(prefix) and "D" in item]
        for table, items in dump().items()
    }
    subscriptions = [json.loads(row["D"]["S"]) for row in rows["documents"] if row["SK"]["S"].startswith("S#")]
    access = [json.loads(row["D"]["S"]) for row in rows["live"] if row["SK"]["S"] == "A"]
    return {
        "subscriptions": subscriptions,
        "access": [given for each in access for given in each["subscriptions"]],
        "events": [json.loads(row["D"]["S"]) for row in rows["outbox"]],
    }


def check_all_moved(api: TemplateApi, count: int, *, to: int = 2, publishes: int = 1) -> None:
    """Fail unless each subscription moved, at its old price, was told of at most once per publish, and gives access."""
    found = stored(api)
    moved = Counter((each["planVersion"], each["priceVersion"]) for each in found["subscriptions"])
    assert moved == {(to, 1): count}
    assert Counter(each["planVersion"] for each in found["access"]) == {to: count}
    told = Counter(each["aggregate"] for each in found["events"] if each["type"] == "SUBSCRIPTION_UPDATED")
    assert len(told) == count
    assert max(told.values()) <= publishes
    ended = [each for each in found["events"] if each["type"] == "SUBSCRIPTIONS_MIGRATED"]
    assert len(ended) == publishes


def calls_of_turn(api: TemplateApi, task_id: str) -> int:
    """Take a turn; return how many calls it makes."""
    watching = CrashAt(0, is_before=True)
    with hooked(watching, services=TABLES_AND_QUEUES):
        api.run("RunTaskFunction", message_of(api, task_id))
    return watching.seen


def crash(api: TemplateApi, task_id: str, at: CrashAt) -> None:
    """Take a turn that ends in a crash."""
    with hooked(at, services=TABLES_AND_QUEUES), pytest.raises(Crash):
        api.run("RunTaskFunction", message_of(api, task_id))


@pytest.mark.parametrize("is_before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("turn", ["first", "last"])
def test_a_worker_killed_at_any_call_leaves_a_task_that_goes_on(
    turn: str, is_before: bool, emulator: None, clock: FixedClock
) -> None:
    def published(api: TemplateApi) -> str:
        given_subscribers(api, MANY)
        task_id = publish_to_all(api, PLAN)
        if turn == "last":
            take_turn(api, task_id)
            clock.advance(minutes=1)
        return task_id

    alike = Copies(published)
    calls = calls_of_turn(*alike.another())
    assert calls > 3
    for place in range(1, calls + 1):
        api, task_id = alike.another()
        crash(api, task_id, CrashAt(place, is_before=is_before))
        task = finish(api, task_id, clock)
        assert (task["status"], task["done"], task["failed"]) == ("COMPLETED", MANY, 0)
        check_all_moved(api, MANY)


@pytest.mark.parametrize("is_before", [True, False], ids=["before", "after"])
def test_a_worker_killed_beside_a_broken_subscription_goes_on_too(
    is_before: bool, emulator: None, clock: FixedClock
) -> None:
    def published(api: TemplateApi) -> str:
        given_subscribers(api, 4)
        break_subscription(api, "copy-00002")
        return publish_to_all(api, PLAN)

    alike = Copies(published)
    calls = calls_of_turn(*alike.another())
    assert calls > 4 * 4
    for place in range(1, calls + 1):
        api, task_id = alike.another()
        crash(api, task_id, CrashAt(place, is_before=is_before))
        task = finish(api, task_id, clock)
        assert (task["status"], task["done"], task["failed"]) == ("PARTIALLY_FAILED", 3, 1)
        [failure] = task["failures"]
        assert (failure["id"], failure["code"]) == ("copy-00002", "UnexpectedError")
        assert Counter(each["planVersion"] for each in stored(api)["access"]) == {2: 3, 1: 1}


def test_a_broken_subscription_among_many_is_left_behind_alone(emulator: None, clock: FixedClock) -> None:
    api = an_environment(64)
    break_subscription(api, "copy-00040")
    task = finish(api, publish_to_all(api, PLAN), clock)
    assert (task["status"], task["done"], task["failed"]) == ("PARTIALLY_FAILED", 63, 1)
    assert [failure["id"] for failure in task["failures"]] == ["copy-00040"]
    told = [each["aggregate"] for each in stored(api)["events"] if each["type"] == "SUBSCRIPTION_UPDATED"]
    assert len(told) == len(set(told)) == 63


def test_a_turn_ends_before_the_function_s_time_does(emulator: None) -> None:
    api = an_environment(MANY)
    task_id = publish_to_all(api, PLAN)
    load_handler("RunTaskFunction")(message_of(api, task_id), Hurried("RunTaskFunction"))
    assert (seen(api, task_id)["done"], waiting()) == (30, (1, 0))


class Hurried(LambdaContext):
    """An invocation whose time is nearly up."""

    def get_remaining_time_in_millis(self) -> int:
        """Return less than another step is begun with."""
        return 10_000


def break_subscription(api: TemplateApi, subscription_id: str) -> None:
    """Leave a body that cannot be read in a subscription's row."""
    partition = f"E#{api.caller['accountId']}/{api.caller['environmentId']}#C#{subscription_id}"
    boto3.client("dynamodb").update_item(
        TableName=os.environ["DOCUMENTS_TABLE"],
        Key={"PK": {"S": partition}, "SK": {"S": f"S#{subscription_id}"}},
        UpdateExpression="SET D = :body",
        ExpressionAttributeValues={":body": {"S": "{}"}},
    )


@pytest.mark.parametrize("weather", ["calm", "faults"])
def test_several_workers_at_one_task_share_its_steps(weather: str, emulator: None, clock: FixedClock) -> None:
    api = an_environment(4 * MANY)
    task_id = publish_to_all(api, PLAN)
    faults = (Conflicts(), Refusals(every=5), LostAnswers(every=4)) if weather == "faults" else ()
    with hooked(*faults):
        in_parallel(4, lambda _: api.run("RunTaskFunction", message_of(api, task_id)))
        task = finish(api, task_id, clock)
    assert (task["status"], task["done"], task["failed"]) == ("COMPLETED", 4 * MANY, 0)
    check_all_moved(api, 4 * MANY)


def test_two_publishes_worked_on_at_once_meet_at_the_newest_version(emulator: None, clock: FixedClock) -> None:
    api = an_environment(4 * MANY)
    tasks = [publish_to_all(api, PLAN) for _ in range(2)]
    in_parallel(2, lambda number: api.run("RunTaskFunction", message_of(api, tasks[number])))
    finished = [finish(api, task_id, clock) for task_id in tasks]
    assert [(task["status"], task["failed"]) for task in finished] == [("COMPLETED", 0)] * 2
    check_all_moved(api, 4 * MANY, to=3, publishes=2)
    told = [each for each in stored(api)["events"] if each["type"] == "SUBSCRIPTION_UPDATED"]
    assert len(told) == sum(task["done"] for task in finished)


def test_a_move_and_a_cancellation_at_once_leave_nothing_behind(emulator: None, clock: FixedClock) -> None:
    api = an_environment(MANY)
    task_id = publish_to_all(api, PLAN)

    def act(number: int) -> Any:
        if number == 0:
            return api.run("RunTaskFunction", message_of(api, task_id))
        return api.post(f"/api/v1/subscriptions/copy-{0:05d}/cancel").data

    in_parallel(2, act)
    task = finish(api, task_id, clock)
    found = stored(api)
    [ended] = [each for each in found["subscriptions"] if each["status"] == "CANCELED"]
    assert (task["status"], task["done"]) == ("COMPLETED", MANY - 1 + (ended["planVersion"] == 2))
    assert Counter(each["planVersion"] for each in found["access"]) == {2: MANY - 1}


def test_ten_thousand_subscriptions_move_once_though_the_worker_is_killed_again_and_again(
    emulator: None, clock: FixedClock
) -> None:
    api = an_environment(10_000)
    task_id = publish_to_all(api, PLAN)
    for place, is_before in ((7, True), (60, False), (299, True), (480, False)):
        crash(api, task_id, CrashAt(place, is_before=is_before))
        assert seen(api, task_id)["status"] in {"PENDING", "IN_PROGRESS"}
    task = finish(api, task_id, clock)
    assert (task["status"], task["done"], task["failed"]) == ("COMPLETED", 10_000, 0)
    check_all_moved(api, 10_000)
