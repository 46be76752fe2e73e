"""Crashes around every AWS call of what manages webhooks and durable queues."""

from collections.abc import Iterator
from contextlib import suppress

import boto3
import pytest

from tests.support.clock import FixedClock
from tests.support.crashes import Write, check_crashes
from tests.support.faults import Crash, CrashAt
from tests.support.template_api import TemplateApi
from tools.bench.hook import hooked

WEBHOOKS, QUEUE = "/api/v1/webhooks", "/api/v1/event-queue"
HOOK = {"endpoint": "https://8.8.8.8/hooks", "eventTypes": ["plan.created"], "secret": "a-secret-of-my-own"}
FIRST = f"{WEBHOOKS}/00000000-0000-4000-8000-000000000002"
"""The first webhook that counting ids make: the first id is that of the request's own transaction."""


def a_webhook(api: TemplateApi) -> None:
    made = api.post(WEBHOOKS, **HOOK).data
    assert f"{WEBHOOKS}/{made['id']}" == FIRST


def a_queue(api: TemplateApi) -> None:
    assert api.post(QUEUE, suffix="erp").status == 201


WRITES = [
    Write("a webhook is made", "POST", WEBHOOKS, HOOK),
    Write("a webhook is changed", "PATCH", FIRST, {"status": "INACTIVE"}, a_webhook),
    Write("a webhook is deleted", "DELETE", FIRST, None, a_webhook),
    Write("a queue hears of other types", "POST", QUEUE, {"eventTypes": ["plan.created"]}, a_queue, is_atomic=False),
    Write("a queue is taken away", "DELETE", QUEUE, None, a_queue, is_atomic=False),
]


def queues() -> list[str]:
    """Return the durable queues there are."""
    return boto3.client("sqs").list_queues(QueueNamePrefix="tollgate-test-events-").get("QueueUrls", [])


@pytest.fixture(autouse=True)
def _no_queues(dynamodb: None) -> Iterator[None]:
    yield
    for url in queues():
        boto3.client("sqs").delete_queue(QueueUrl=url)


MOST_CALLS = 12
CRASHES = [(call, is_before) for call in range(1, MOST_CALLS + 1) for is_before in (True, False)]


def crashed(api: TemplateApi, method: str, call: int, *, is_before: bool) -> None:
    """Send a request for the queue that stops around one of its calls, where it has as many."""
    with hooked(CrashAt(call, is_before=is_before)), suppress(Crash):
        api.call(method, QUEUE, {"suffix": "erp"} if method == "POST" else None)


@pytest.mark.parametrize(("call", "is_before"), CRASHES)
def test_no_queue_is_left_that_nobody_knows_of(api: TemplateApi, clock: FixedClock, call: int, is_before: bool) -> None:
    crashed(api, "POST", call, is_before=is_before)
    recorded = api.get(QUEUE)
    assert recorded.status == 200 or queues() == []
    assert api.post(QUEUE, suffix="erp").data["status"] == "ACTIVE"
    assert [api.get(QUEUE).data["queueUrl"]] == queues()
    crashed(api, "DELETE", call, is_before=is_before)
    assert api.get(QUEUE).status == 200 or queues() == []
    assert api.delete(QUEUE).status in {200, 404}
    assert (queues(), api.get(QUEUE).status) == ([], 404)
    crashed(api, "POST", call, is_before=is_before)
    clock.advance(minutes=1)
    assert api.delete(QUEUE).status in {200, 404}
    assert (queues(), api.get(QUEUE).status) == ([], 404)


def test_every_call_for_a_queue_is_crashed(api: TemplateApi) -> None:
    for method in ("POST", "DELETE"):
        watching = CrashAt(0, is_before=True)
        with hooked(watching):
            assert api.call(method, QUEUE, {} if method == "POST" else None).status < 300
        assert 0 < watching.seen <= MOST_CALLS


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.name)
def test_a_crash_leaves_all_or_nothing_and_the_same_request_completes_it(write: Write) -> None:
    check_crashes(write)
