"""The path of an event to webhooks, step by step: from the outbox over the functions to a receiver on loopback."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import boto3
from moto.sqs.models import sqs_backends

from tests.support.clock import FixedClock
from tests.support.recorded import TEST_SCOPE, all_recorded
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.shared.events import RecordedEvent
from tollgate.shared.page import PageRequest
from tollgate.shared.scope import ActorType
from tollgate.webhooks.delivery import Delivery
from tollgate.webhooks.replay_delivery import replay_delivery
from tollgate.webhooks.webhook import Webhook

_EVERYTHING = PageRequest(limit=1000)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass
class WebhookPath:
    """Takes events from the outbox to the bus's rule, to the lanes, and to the endpoints."""

    api: TemplateApi
    clock: FixedClock
    told: set[str] = field(default_factory=set)
    _queues: Any = field(default_factory=lambda: boto3.client("sqs"), repr=False)

    def hook(self, name: str, endpoint: str, *types: str, **fields: Any) -> None:
        """Keep a webhook of this id."""
        now = self.clock.now()
        own = {"id": name, "endpoint": endpoint, "event_types": types or ("CUSTOMER_CREATED",), "secret": SECRET}
        webhook = Webhook(**{**own, "created_at": now, "updated_at": now, **fields})
        wiring.transact(lambda: wiring.webhooks().add(TEST_SCOPE, webhook), actor=ActorType.SYSTEM)

    def webhook(self, name: str) -> Webhook:
        """Return a webhook as it is kept."""
        with wiring.working(actor=ActorType.SYSTEM):
            found = wiring.webhooks().find(TEST_SCOPE, name)
        assert found is not None
        return found

    def change(self, name: str, **fields: Any) -> None:
        """Change a webhook."""

        def change() -> None:
            found = wiring.webhooks().find(TEST_SCOPE, name)
            assert found is not None
            wiring.webhooks().save(TEST_SCOPE, found.but(**fields))

        wiring.transact(change, actor=ActorType.SYSTEM)

    def customer(self, customer_id: str = "acme") -> None:
        """Make something happen: a customer is created."""
        assert self.api.post("/api/v1/customers", id=customer_id, name="Acme").status == 201

    def publish(self) -> list[RecordedEvent]:
        """Fan out whatever happened since it was asked for last."""
        events = [event for event in all_recorded("") if event.id not in self.told]
        for event in events:
            self.fan_out(event)
            self.told.add(event.id)
        return events

    def fan_out(self, event: RecordedEvent) -> Any:
        """Run the function of the rule with an event, as the bus carries it."""
        return self.api.run("FanOutFunction", bus_event(event))

    def turn(self) -> int:
        """Deliver what waits in the lanes; return how many messages there were."""
        taken = 0
        while message := self._received("WEBHOOK_QUEUE_URL"):
            taken += 1
            self._done("WEBHOOK_QUEUE_URL", message, self.api.run("DeliverFunction", batch_of(message)))
        return taken

    def wait(self, seconds: float = 30) -> int:
        """Let time pass, and deliver what has waited until then."""
        self.clock.advance(seconds=seconds)
        for message in _delayed():
            message.delayed_until = 0
        while message := self._received("WEBHOOK_RETRY_QUEUE_URL"):
            self._done("WEBHOOK_RETRY_QUEUE_URL", message, self.api.run("ResumeDeliveryFunction", batch_of(message)))
        return self.turn()

    def run(self) -> None:
        """Publish and deliver until nothing is left to do."""
        self.publish()
        self.turn()
        while any(True for _ in _delayed()):
            self.wait()

    def delivery(self, name: str, message_id: str | None = None) -> Delivery:
        """Return the delivery to a webhook: that of a message, or the only one."""
        [found] = [each for each in self.deliveries(name) if message_id in (None, each.id)]
        return found

    def deliveries(self, name: str) -> list[Delivery]:
        """Return the deliveries to a webhook, newest first."""
        with wiring.working(actor=ActorType.SYSTEM):
            return list(wiring.deliveries().page(TEST_SCOPE, name, None, _EVERYTHING).rows)

    def replay(self, name: str, message_id: str) -> None:
        """Replay a delivery."""
        wiring.transact(
            lambda: replay_delivery(TEST_SCOPE, name, message_id, wiring.replaying()), actor=ActorType.SYSTEM
        )

    def _received(self, queue: str) -> Any:
        asked = {"MaxNumberOfMessages": 1, "MessageSystemAttributeNames": ["All"], "VisibilityTimeout": 0}
        found = self._queues.receive_message(QueueUrl=os.environ[queue], **asked).get("Messages", [])
        return found[0] if found else None

    def _done(self, queue: str, message: Any, answer: Mapping[str, Any]) -> None:
        assert answer == {"batchItemFailures": []}
        self._queues.delete_message(QueueUrl=os.environ[queue], ReceiptHandle=message["ReceiptHandle"])


def bus_event(event: RecordedEvent) -> dict[str, Any]:
    """Return an event as a rule hands it to a function."""
    detail = json.loads(event.model_dump_json(by_alias=True, exclude={"changed_from"}))
    return {"version": "0", "detail-type": event.name, "source": event.source, "detail": detail}


def batch_of(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message as a function gets it."""
    record = {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:webhooks.fifo",
        "awsRegion": "us-east-1",
    }
    return {"Records": [record]}


def _delayed() -> Iterator[Any]:
    """Yield the messages that wait in the retry queue."""
    name = os.environ["WEBHOOK_RETRY_QUEUE_URL"].rsplit("/", 1)[1]
    for account in sqs_backends.values():
        for backend in account.values():
            if name in backend.queues:
                yield from list(backend.queues[name]._messages)
