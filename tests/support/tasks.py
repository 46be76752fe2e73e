"""Tasks worked on by hand: messages as the queue delivers them, and what is seen of a task."""

import json
import os
from typing import Any

import boto3

from tests.support.clock import FixedClock
from tests.support.stepping import run_dry
from tests.support.template_api import TemplateApi


def message_of(api: TemplateApi, task_id: str) -> dict[str, Any]:
    """Return the event that brings a task of the caller's environment to its worker."""
    body = {
        "accountId": api.caller["accountId"],
        "environmentId": api.caller["environmentId"],
        "taskId": task_id,
    }
    return delivered(json.dumps(body))


def delivered(body: str) -> dict[str, Any]:
    """Return a message as its queue delivers it."""
    record = {
        "messageId": "message",
        "receiptHandle": "handle",
        "body": body,
        "attributes": {},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:tasks",
        "awsRegion": "us-east-1",
    }
    return {"Records": [record]}


def take_turn(api: TemplateApi, task_id: str) -> Any:
    """Deliver a message about the task, and return the task as it is then; fails where the message did."""
    answer = api.run("RunTaskFunction", message_of(api, task_id))
    assert answer == {"batchItemFailures": []}
    return seen(api, task_id)


def finish(api: TemplateApi, task_id: str, clock: FixedClock | None = None) -> Any:
    """Take turns at a task until it is finished, a minute of the clock apart; return it as it is then."""

    def turn() -> bool:
        if clock is not None:
            clock.advance(minutes=1)
        return take_turn(api, task_id)["finishedAt"] is None

    run_dry(turn)
    return seen(api, task_id)


def seen(api: TemplateApi, task_id: str) -> Any:
    """Return a task as the API shows it."""
    return api.get(f"/api/v1/tasks/{task_id}").data


def publish_to_all(api: TemplateApi, plan_id: str) -> Any:
    """Begin a new version of a plan and publish it to all customers; return the task's id."""
    api.post(f"/api/v1/plans/{plan_id}/draft").data  # noqa: B018
    return api.post(f"/api/v1/plans/{plan_id}/publish", migrationType="ALL_CUSTOMERS").data["taskId"]


def waiting() -> tuple[int, int]:
    """Return how many messages of the task queue can be received, and how many are delayed."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed"]
    found = boto3.client("sqs").get_queue_attributes(QueueUrl=os.environ["TASK_QUEUE_URL"], AttributeNames=names)
    visible, delayed = (int(found["Attributes"][name]) for name in names)
    return visible, delayed
