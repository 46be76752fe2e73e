"""Moving time: test clocks made and advanced through the API, and the events that were told on the way."""

import json
import os
from collections.abc import Iterator
from typing import Any, NamedTuple

import boto3

from tests.support.tasks import finish
from tests.support.template_api import TemplateApi


class Told(NamedTuple):
    """An event: its published type, what it is about, and the instant it happened at, as it is written."""

    type: str
    aggregate: str
    occurred_at: str


def create_clock(api: TemplateApi, at: str, clock_id: str = "clock") -> str:
    """Make a test clock that stands at an instant; return its id."""
    return str(api.post("/api/v1/test-clocks", id=clock_id, frozenTime=at).data["id"])


def advance(api: TemplateApi, clock_id: str, to: str) -> Any:
    """Advance a test clock and work until it has arrived; return it as the API shows it then."""
    task_id = send_off(api, clock_id, to)
    finish(api, task_id)
    arrived = api.get(f"/api/v1/test-clocks/{clock_id}").data
    assert arrived["status"] == "READY", arrived
    return arrived


def send_off(api: TemplateApi, clock_id: str, to: str) -> str:
    """Advance a test clock without working on it; return the id of the task that waits."""
    return str(api.post(f"/api/v1/test-clocks/{clock_id}/advance", frozenTime=to).data["taskId"])


def latest(api: TemplateApi) -> str:
    """Return the mark after which `events_since` finds what is told from now on."""
    return max((event["id"] for event in _recorded(api)), default="")


def events_since(api: TemplateApi, mark: str = "") -> list[Told]:
    """Return what the environment told after a mark, in the order of recording; the clocks' own tasks are left out."""
    found = sorted((event for event in _recorded(api) if event["id"] > mark), key=lambda event: event["id"])
    return [
        Told(event["type"], event["aggregate"], event["occurredAt"])
        for event in found
        if not event["type"].startswith("TEST_CLOCK_")
    ]


def _recorded(api: TemplateApi) -> Iterator[dict[str, Any]]:
    prefix = f"E#{api.caller['accountId']}/{api.caller['environmentId']}#"
    pages = boto3.client("dynamodb", endpoint_url=os.environ.get("AWS_ENDPOINT_URL")).get_paginator("scan")
    for page in pages.paginate(TableName=os.environ["OUTBOX_TABLE"], ConsistentRead=True):
        yield from (json.loads(item["D"]["S"]) for item in page["Items"] if item["PK"]["S"].startswith(prefix))
