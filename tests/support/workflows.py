"""Workflows as their queues run them: events brought from the outbox, and turns taken until nothing is left to do."""

import json
import os
from typing import Any

import boto3

from tests.support.clock import FixedClock
from tests.support.faults import Crash
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tools.template import resources

MANUAL = {"id": "hand", "type": "MANUAL"}


def node(node_id: str, node_type: str = "transform", **params: Any) -> dict[str, Any]:
    """Return a node; a transform returns its own id unless told otherwise."""
    given = params or ({"value": {"from": node_id}} if node_type == "transform" else {})
    return {"id": node_id, "type": node_type, "params": given}


def edge(source: str, to: str, output: str = "main") -> dict[str, str]:
    """Return an edge."""
    return {"from": source, "output": output, "to": to}


def create_workflow(api: TemplateApi, workflow_id: str, nodes: Any, edges: Any = (), **more: Any) -> Any:
    """Create a workflow that somebody starts by hand, unless it has other triggers; return it."""
    body = {"id": workflow_id, "name": workflow_id, "triggers": [MANUAL], "nodes": nodes, "edges": list(edges), **more}
    return api.post("/api/v1/workflows", **body).data


def on_event(*event_types: str, **more: Any) -> list[dict[str, Any]]:
    """Return the triggers of a workflow that events of these types start."""
    return [{"id": "event", "type": "EVENT", "eventTypes": list(event_types), **more}]


class WorkflowQueues:
    """The inbox and the run queue of the template, worked on by hand; each message is delivered `times` times."""

    def __init__(self, api: TemplateApi, *, times: int = 1) -> None:
        self._api, self._times = api, times
        self._sqs = boto3.client("sqs")
        self._brought: set[str] = set()
        [rule] = [each for name, each in resources("AWS::Events::Rule").items() if name == "WorkflowRule"]
        self._types = set(rule["EventPattern"]["detail"]["type"])

    def settle(self) -> None:
        """Bring events and take turns until nothing is left to do at this instant."""
        while self._bring_events() or self._take_turns():
            pass

    def deliver(self, **message: Any) -> None:
        """Deliver a message of the clock, and whatever follows from it."""
        scope = {"accountId": self._api.caller["accountId"], "environmentId": self._api.caller["environmentId"]}
        self._run("StartWorkflowsFunction", json.dumps({**scope, **message}), "message")
        self.settle()

    def wake(self, run_id: str) -> None:
        """Wake a run as the clock does."""
        message = f"wake-{run_id}-{wiring.clock().now().isoformat()}"
        scope = {"accountId": self._api.caller["accountId"], "environmentId": self._api.caller["environmentId"]}
        self._run("StartWorkflowsFunction", json.dumps({**scope, "kind": "WAKE", "runId": run_id}), message)
        self.settle()

    def _bring_events(self) -> bool:
        pages = self._scanned()
        images = [{"dynamodb": {"NewImage": item}} for page in pages for item in page["Items"]]
        events = sorted(wiring.streamed_events(images), key=lambda event: event.id)
        own = [each for each in events if each.scope.environment_id == self._api.caller["environmentId"]]
        fresh = [each for each in own if each.id not in self._brought and each.type in self._types]
        for event in fresh:
            self._brought.add(event.id)
            self._run("StartWorkflowsFunction", event.model_dump_json(by_alias=True), event.id)
        return bool(fresh)

    def _scanned(self) -> list[Any]:
        try:
            return list(boto3.client("dynamodb").get_paginator("scan").paginate(TableName=os.environ["OUTBOX_TABLE"]))
        except Crash:
            return self._scanned()  # not a call of the product: it has nothing to crash

    def _take_turns(self) -> bool:
        url = os.environ["WORKFLOW_RUN_QUEUE_URL"]
        messages = self._sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        for message in messages:
            self._run("RunWorkflowFunction", message["Body"], message["MessageId"])
            self._sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return bool(messages)

    def _run(self, function: str, body: str, message_id: str) -> None:
        for time in range(self._times):
            while True:
                try:
                    answer = self._api.run(function, {"Records": [record_of(body, message_id, receives=time + 1)]})
                except Crash:
                    continue  # what was not answered for comes again
                assert answer == {"batchItemFailures": []}
                break


def record_of(body: str, message_id: str, *, receives: int = 1) -> dict[str, Any]:
    """Return a message as a queue delivers it."""
    attributes = {
        "ApproximateReceiveCount": str(receives),
        "SentTimestamp": str(int(wiring.clock().now().timestamp() * 1000)),
        "MessageGroupId": "group",
    }
    return {
        "messageId": message_id,
        "receiptHandle": "handle",
        "body": body,
        "attributes": attributes,
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:workflow-runs.fifo",
        "awsRegion": "us-east-1",
    }


def run_by_hand(api: TemplateApi, workflow_id: str, given: Any = None, **more: Any) -> str:
    """Start a workflow by hand and return the run's id."""
    return str(api.post(f"/api/v1/workflows/{workflow_id}/runs", input=given, **more).data["id"])


def run_of(api: TemplateApi, run_id: str) -> Any:
    """Return a run with its history."""
    return api.get(f"/api/v1/workflow-runs/{run_id}").data


def ran(api: TemplateApi, workflow_id: str, given: Any = None) -> Any:
    """Run a workflow by hand, and return the run as it is once nothing is left to do."""
    run_id = run_by_hand(api, workflow_id, given)
    WorkflowQueues(api).settle()
    return run_of(api, run_id)


def runs_of(api: TemplateApi, workflow_id: str) -> list[Any]:
    """Return the runs of a workflow, newest first."""
    return list(api.get(f"/api/v1/workflows/{workflow_id}/runs", limit=100).data)


def names(run: Any) -> list[str]:
    """Return the nodes that a run executed, in their order."""
    return [each["nodeId"] for each in run["nodes"]]


def later(clock: FixedClock, queues: WorkflowQueues, run_id: str, **duration: float) -> None:
    """Let time pass, and the clock wake a run."""
    clock.advance(**duration)
    queues.wake(run_id)
