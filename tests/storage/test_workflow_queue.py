"""The queues and clocks of workflows: how many runs have a turn at a time, and when those that wait are woken."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from tests.support.recorded import TEST_SCOPE
from tests.support.template_api import TemplateApi
from tests.support.workflows import WorkflowQueues, create_workflow, node, record_of, run_by_hand, run_of
from tollgate import wiring
from tollgate.wiring.workflow_actions import workflow_actions
from tollgate.workflows.action import ActionCall
from tollgate.workflows.definition import Part, ScheduleUnit, Trigger, TriggerType
from tollgate.workflows.schedule import begins_at

NOW = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)


def schedules() -> dict[str, Any]:
    client, group = boto3.client("scheduler"), os.environ["WORKFLOW_SCHEDULE_GROUP"]
    listed = client.list_schedules(GroupName=group)["Schedules"]
    return {each["Name"]: client.get_schedule(Name=each["Name"], GroupName=group) for each in listed}


def every(count: int, unit: ScheduleUnit, **at: int) -> Trigger:
    return Trigger(id=f"every{count}", type=TriggerType.SCHEDULE, every=count, unit=unit, **at)


class Faulty:
    """An action with a fault of our own."""

    name, is_staged, params_schema = "faulty", True, Part

    def run(self, call: ActionCall) -> dict[str, Any]:
        """Fail."""
        raise ZeroDivisionError


@pytest.fixture
def faulty() -> Iterator[None]:
    """Let there be such an action."""
    workflow_actions().add(Faulty())
    yield
    workflow_actions.cache_clear()


@pytest.fixture(autouse=True)
def no_schedules(dynamodb: None) -> None:
    client, group = boto3.client("scheduler"), os.environ["WORKFLOW_SCHEDULE_GROUP"]
    for name in schedules():
        client.delete_schedule(Name=name, GroupName=group)


@pytest.mark.parametrize(
    ("trigger", "first"),
    [
        (every(5, ScheduleUnit.MINUTES), "2026-01-15T10:31"),
        (every(1, ScheduleUnit.HOURS), "2026-01-15T11:00"),
        (every(1, ScheduleUnit.HOURS, at_minute=45), "2026-01-15T10:45"),
        (every(2, ScheduleUnit.HOURS, at_minute=30), "2026-01-15T11:30"),
        (every(1, ScheduleUnit.DAYS), "2026-01-16T00:00"),
        (every(3, ScheduleUnit.DAYS, at_hour=11, at_minute=5), "2026-01-15T11:05"),
        (every(1, ScheduleUnit.DAYS, at_hour=9), "2026-01-16T09:00"),
    ],
)
def test_a_schedule_begins_at_the_next_hour_and_minute_it_names(trigger: Trigger, first: str) -> None:
    assert begins_at(trigger, NOW).isoformat()[:16] == first


def messages(variable: str) -> list[Any]:
    sqs = boto3.client("sqs")
    found = sqs.receive_message(QueueUrl=os.environ[variable], MaxNumberOfMessages=10, AttributeNames=["All"])
    return list(found.get("Messages", []))


@pytest.mark.usefixtures("dynamodb")
def test_an_environment_has_no_more_groups_than_it_has_slots() -> None:
    queues = wiring.workflow_queues()
    for number in range(100):
        queues.send(TEST_SCOPE, f"w.{number}", turn="first")
    groups: Counter[str] = Counter()
    while found := messages("WORKFLOW_RUN_QUEUE_URL"):
        groups.update(each["Attributes"]["MessageGroupId"] for each in found)
        for each in found:
            sqs = boto3.client("sqs")
            sqs.delete_message(QueueUrl=os.environ["WORKFLOW_RUN_QUEUE_URL"], ReceiptHandle=each["ReceiptHandle"])
    assert (groups.total(), len(groups)) == (100, int(os.environ["WORKFLOW_CONCURRENCY"]))


@pytest.mark.usefixtures("dynamodb")
def test_a_long_wait_is_a_schedule_that_deletes_itself() -> None:
    queues = wiring.workflow_queues()
    for _ in range(2):
        queues.wake(TEST_SCOPE, "w.1", NOW + timedelta(days=3, milliseconds=1), now=NOW)
    [schedule] = schedules().values()
    assert schedule["ScheduleExpression"] == "at(2026-01-18T10:30:01)"
    assert schedule["ActionAfterCompletion"] == "DELETE"
    assert json.loads(schedule["Target"]["Input"])["runId"] == "w.1"


@pytest.mark.usefixtures("dynamodb")
def test_schedules_are_those_that_the_definition_names() -> None:
    queues = wiring.workflow_queues()
    hourly, daily = every(2, ScheduleUnit.HOURS, at_minute=15), every(1, ScheduleUnit.DAYS, at_hour=9)
    for wanted in ([hourly], [hourly, daily], [hourly, daily]):
        queues.put(TEST_SCOPE, "w", wanted, now=NOW)
    queues.put(TEST_SCOPE, "other", [hourly], now=NOW)
    queues.put(TEST_SCOPE, "w", [daily], now=NOW)
    assert sorted(each["ScheduleExpression"] for each in schedules().values()) == ["rate(1 day)", "rate(2 hours)"]
    queues.put(TEST_SCOPE, "w", [], now=NOW)
    queues.put(TEST_SCOPE, "other", [], now=NOW)
    assert schedules() == {}


def test_saving_a_workflow_sets_its_schedules(api: TemplateApi) -> None:
    trigger = {"id": "tick", "type": "SCHEDULE", "every": 5, "unit": "MINUTES"}
    create_workflow(api, "ticking", [node("one")], triggers=[trigger])
    queues = WorkflowQueues(api)
    queues.settle()
    assert [each["ScheduleExpression"] for each in schedules().values()] == ["rate(5 minutes)"]
    api.patch("/api/v1/workflows/ticking", status="INACTIVE").data  # noqa: B018
    queues.settle()
    assert schedules() == {}
    api.patch("/api/v1/workflows/ticking", status="ACTIVE").data  # noqa: B018
    queues.settle()
    assert len(schedules()) == 1
    api.delete("/api/v1/workflows/ticking").data  # noqa: B018
    queues.settle()
    assert schedules() == {}


def test_a_run_whose_turns_fail_again_and_again_is_given_up(api: TemplateApi, faulty: None) -> None:
    create_workflow(api, "broken", [node("one", "faulty")])
    run_id = run_by_hand(api, "broken")
    body = json.dumps({"accountId": "account-test", "environmentId": "development", "runId": run_id})
    answers = [
        api.run("RunWorkflowFunction", {"Records": [record_of(body, "message", receives=receives)]})
        for receives in range(1, 6)
    ]
    assert [len(each["batchItemFailures"]) for each in answers] == [1, 1, 1, 1, 0]
    assert (run_of(api, run_id)["status"], run_of(api, run_id)["error"]["code"]) == ("FAILED", "UnexpectedError")
