"""Crashes around every call from the transaction over stream, bus, fan-out and queue to the delivery.

Whatever was committed comes to every endpoint, and nothing else does. The emulator carries it: its stream, its bus with
its own matching of patterns, and its queues.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from tests.support.clock import FixedClock
from tests.support.faults import Crash, CrashAt
from tests.support.receiver import Receiver, receiving, reset, status
from tests.support.recorded import TEST_SCOPE, all_recorded
from tests.support.template_api import TemplateApi
from tests.support.webhook_path import WebhookPath
from tollgate import wiring
from tollgate.integrations.webhook_sender import HttpWebhookSender
from tollgate.shared.scope import ActorType
from tollgate.webhooks.addresses import AllowedHosts
from tollgate.webhooks.sending import Outcome
from tools import event_sources
from tools.bench.hook import EVERY_SERVICE, hooked, unhooked
from tools.event_sources import Source, sources
from tools.stack import Stack

PATH = ("PublishEventsFunction.Stream", "FanOutFunction.Told", "DeliverFunction.Queue", "ResumeDeliveryFunction.Queue")
MOST_CALLS = 200


@dataclass
class Story:
    """Two webhooks, whose endpoints take everything at last, and what carries events to them."""

    path: WebhookPath
    carriers: list[Source]
    receivers: tuple[Receiver, Receiver]

    def create(self, customer_id: str) -> None:
        """Create a customer, unless the process ends."""
        try:
            self.path.api.post("/api/v1/customers", id=customer_id)
        except Crash:
            return

    def carry(self) -> None:
        """Carry everything on until nothing is left; what crashed comes again."""
        is_busy = True
        while is_busy:
            is_busy = any([_turned(each) for each in self.carriers])

    def told(self, customer_id: str) -> list[list[str]]:
        """Return the messages about a customer that each endpoint took, by their ids."""
        bodies = [[json.loads(each.body) for each in receiver.requests] for receiver in self.receivers]
        return [[body["messageId"] for body in arrived if body["id"] == customer_id] for arrived in bodies]


def _turned(carrier: Source) -> bool:
    try:
        return carrier.turn()
    except Crash:
        return True


@pytest.fixture
def story(emulator_api: TemplateApi, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Story]:
    """The story before anything happened."""
    monkeypatch.setattr(event_sources, "SECONDS_OF_LONG_POLL", 0)
    stage = os.environ["DOCUMENTS_TABLE"].removeprefix("tollgate-").removesuffix("-documents")
    stack = Stack(Stage=stage)
    stack.create()
    path = WebhookPath(emulator_api, clock)
    carriers = {each.name: each for each in sources(stack)}
    _see_again_at_once(stage)
    wiring.send_through(HttpWebhookSender(allowed=AllowedHosts.of(["127.0.0.0/8"])))
    with receiving() as first, receiving(status(500), reset, status(200)) as second:
        path.hook("a", first.url)
        path.hook("b", second.url)
        yield Story(path, [carriers[name] for name in PATH], (first, second))


def _see_again_at_once(stage: str) -> None:
    """Let a message whose function ended come again without a wait."""
    client = boto3.client("sqs")
    # Named by the stage: of all queues that there are, a list tells of a thousand.
    for url in client.list_queues(QueueNamePrefix=f"tollgate-{stage}-")["QueueUrls"]:
        client.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "0"})


def committed(customer_id: str) -> set[str]:
    """Return the ids of what was committed about a customer."""
    events = all_recorded("CustomerCreated")
    return {event.id for event in events if event.aggregate == f"CUSTOMER#{customer_id}"}


@pytest.mark.parametrize("is_before", [True, False], ids=["before", "after"])
def test_what_is_committed_comes_to_every_endpoint_and_nothing_else_does(story: Story, is_before: bool) -> None:
    outcomes = set()
    for call in range(1, MOST_CALLS):
        customer = f"customer-{call}"
        crash = CrashAt(call, is_before=is_before)
        with hooked(crash, services=EVERY_SERVICE):
            story.create(customer)
            story.carry()
        with unhooked():
            ids = committed(customer)
            outcomes.add(len(ids))
            for told in story.told(customer):
                assert set(told) == ids, f"crash at call {call}"
            for name in ("a", "b") if ids else ():
                with wiring.working(actor=ActorType.SYSTEM):
                    [identifier] = ids
                    delivery = wiring.deliveries().find(TEST_SCOPE, name, identifier)
                assert delivery is not None
                assert delivery.status == "DELIVERED", f"crash at call {call}"
        if crash.seen < call:
            break
    assert outcomes == {0, 1}
    assert call > 25, "the path takes some calls"
    assert call < MOST_CALLS - 1


class Reluctant:
    """Satisfies `webhooks.sending.WebhookSender`: endpoints that take each message at its sixth attempt."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    def send(self, *asked: Any, message_id: str, attempt: int, **fields: Any) -> Outcome:
        """Take it, or not yet."""
        if attempt < 6:
            return Outcome(status_code=500, latency_ms=1)
        self.taken.append(message_id)
        return Outcome(status_code=200, latency_ms=1)


@pytest.mark.parametrize("is_before", [True, False], ids=["before", "after"])
def test_what_is_tried_again_is_not_lost_by_a_crash_either(
    api: TemplateApi, clock: FixedClock, is_before: bool
) -> None:
    path, sender = WebhookPath(api, clock), Reluctant()
    wiring.send_through(sender)
    path.hook("a", "https://hooks.example.com/")
    for call in range(1, MOST_CALLS):
        path.customer(f"customer-{call}")
        [event] = [each for each in all_recorded("CustomerCreated") if each.id not in path.told]
        crash = CrashAt(call, is_before=is_before)
        with hooked(crash, services=EVERY_SERVICE):
            for step in (path.publish, *[path.turn, path.wait] * 6):
                with suppress(Crash):
                    step()
        path.publish()
        path.run()
        assert event.id in sender.taken, f"crash at call {call}"
        assert path.delivery("a", event.id).status == "DELIVERED", f"crash at call {call}"
        assert path.delivery("a", event.id).made == 6
        if crash.seen < call:
            break
    assert 25 < call < MOST_CALLS - 1
