"""Deliveries in memory: what keeps them, the queues that bring them, and endpoints that do as a test says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Any

from tests.support.clock import FixedClock
from tests.support.webhooks import SCOPE, THEN, MemoryWebhooks
from tollgate.shared.events import DomainEvent, RecordedEvent
from tollgate.shared.scope import Scope
from tollgate.webhooks.deliver import Turn, deliver
from tollgate.webhooks.delivery import Delivery
from tollgate.webhooks.delivery_ports import Delivering, FanningOut, OpenDelivery, Settling
from tollgate.webhooks.fan_out import fan_out
from tollgate.webhooks.health import Health
from tollgate.webhooks.message import DeliveryReference, Message
from tollgate.webhooks.sending import LONGEST_WAIT, Outcome
from tollgate.webhooks.settle_webhook import settle_webhook
from tollgate.webhooks.webhook import Webhook

Name = tuple[str, str]


@dataclass
class MemoryDeliveryLog:
    """Satisfies `webhooks.delivery_ports.DeliveryLog`, for one environment."""

    messages: dict[str, Message] = field(default_factory=dict)
    deliveries: dict[Name, tuple[Delivery, int]] = field(default_factory=dict)
    healths: dict[str, Health] = field(default_factory=dict)

    def begin(self, scope: Scope, message: Message) -> Message:
        """Keep the message, or return the one that is kept."""
        return self.messages.setdefault(message.id, message)

    def add(self, scope: Scope, delivery: Delivery) -> Delivery:
        """Keep the delivery, or return the one that is kept."""
        return self.deliveries.setdefault((delivery.webhook_id, delivery.id), (delivery, 1))[0]

    def open(self, scope: Scope, webhook_id: str, message_id: str) -> OpenDelivery | None:
        """Return the delivery with what it needs."""
        kept = self.deliveries.get((webhook_id, message_id))
        if kept is None:
            return None
        body = self.messages[message_id].bodies[kept[0].variant]
        return OpenDelivery(*kept, body=body, health=self.healths.get(webhook_id))

    def save(self, scope: Scope, delivery: Delivery, *, version: int) -> bool:
        """Keep the changed delivery where it is still the same."""
        name = delivery.webhook_id, delivery.id
        if self.deliveries[name][1] != version:
            return False
        self.deliveries[name] = delivery, version + 1
        return True

    def health(self, scope: Scope, webhook_id: str) -> Health | None:
        """Return the health of an endpoint."""
        return self.healths.get(webhook_id)

    def strain(self, scope: Scope, webhook_id: str, strain: int, *, at: datetime) -> Health:
        """Add to the strain of an endpoint."""
        former = self.healths.get(webhook_id, Health(since=at, strain=0))
        self.healths[webhook_id] = former.but(strain=former.strain + strain)
        return self.healths[webhook_id]

    def rest(self, scope: Scope, webhook_id: str, health: Health, *, now: datetime) -> bool:
        """Begin the next rest where nobody else has."""
        former = self.healths.get(webhook_id)
        if former is None or former.rests_until != health.rests_until:
            return False
        self.healths[webhook_id] = former.but(rests_until=now + health.next_rest, rest=health.next_rest)
        return True

    def recover(self, scope: Scope, webhook_id: str) -> None:
        """Forget the health of an endpoint."""
        self.healths.pop(webhook_id, None)

    def told(self, scope: Scope, message_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return who was told."""
        kept = [self.messages[each] for each in message_ids if each in self.messages]
        return {each.id: tuple(told.webhook_id for told in each.told) for each in kept}


@dataclass
class MemoryDeliveryQueue:
    """Satisfies `webhooks.delivery_ports.DeliveryQueue`: brings what was sent, and what waits when it is due."""

    clock: FixedClock
    sent: list[DeliveryReference] = field(default_factory=list)
    delayed: list[tuple[datetime, int, DeliveryReference]] = field(default_factory=list)
    numbers: Any = field(default_factory=count)

    def send(self, references: Sequence[DeliveryReference], *, occasion: str = "") -> None:
        """Send the deliveries."""
        self.sent.extend(references)

    def send_later(self, reference: DeliveryReference, *, delay: timedelta) -> None:
        """Send a delivery that comes after a delay."""
        assert timedelta() < delay <= timedelta(minutes=15)
        heappush(self.delayed, (self.clock.now() + delay, next(self.numbers), reference))


Script = Callable[[str, int], Outcome]


def answering(*codes: int | str) -> Script:
    """Return a script of an endpoint: the status, or the error, of each request in turn, the last one for good."""
    left = list(codes)

    def script(message_id: str, attempt: int) -> Outcome:
        code = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(code, int):
            return Outcome(status_code=code, latency_ms=20)
        return Outcome(error=code, latency_ms=30_000 if code == "hang" else 20)

    return script


@dataclass
class Endpoints:
    """Satisfies `webhooks.sending.WebhookSender`: endpoints do as their script says, and take their time."""

    clock: FixedClock
    scripts: dict[str, Script] = field(default_factory=dict)
    asked: list[tuple[str, str, int | None, datetime]] = field(default_factory=list)

    def send(
        self,
        endpoint: str,
        secrets: Sequence[str],
        body: Mapping[str, Any],
        *,
        message_id: str,
        at: datetime,
        within: timedelta = LONGEST_WAIT,
        attempt: int | None = None,
    ) -> Outcome:
        """Do as the script says."""
        self.asked.append((endpoint, message_id, attempt, at))
        outcome = self.scripts.get(endpoint, answering(200))(message_id, attempt or 0)
        self.clock.advance(milliseconds=outcome.latency_ms)
        return outcome


class MemoryEvents:
    """Satisfies `EventRecorder`."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def record(self, scope: Scope, event: DomainEvent) -> None:
        """Keep the name of the event."""
        self.names.append(type(event).__name__)


class DeliveryWorld:
    """Webhooks, their endpoints, and everything between; the clock moves to whatever comes next."""

    def __init__(self, *webhooks: Webhook, **scripts: Script) -> None:
        self.clock = FixedClock(THEN)
        self.webhooks = MemoryWebhooks(*webhooks)
        self.log, self.queue = MemoryDeliveryLog(), MemoryDeliveryQueue(self.clock)
        self.endpoints = Endpoints(self.clock, {endpoint_of(name): script for name, script in scripts.items()})
        self.events = MemoryEvents()

    def tell(self, event: RecordedEvent) -> Sequence[Delivery]:
        """Fan an event out."""
        ports = FanningOut(
            webhooks=self.webhooks,
            log=self.log,
            queue=self.queue,
            body_of=lambda told: {"type": told.type, "messageId": told.id, **told.payload},
            durable_queue=lambda scope: None,
            clock=self.clock,
        )
        return fan_out(event, ports)

    def deliver(self, about: DeliveryReference) -> Turn | None:
        """Take one turn of a delivery, and settle its webhook where that is called for."""
        own = {"webhooks": self.webhooks, "log": self.log, "clock": self.clock}
        turn = deliver(about, Delivering(queue=self.queue, sender=self.endpoints, **own))
        if turn is not None and turn.settles:
            settle_webhook(SCOPE, about.webhook_id, Settling(events=self.events, **own))
        return turn

    def run(self, *, until: timedelta = timedelta(days=30)) -> None:
        """Deliver whatever comes, one after the other, for so long."""
        end = self.clock.now() + until
        while self.queue.sent or self.queue.delayed:
            while self.queue.sent:
                self.deliver(self.queue.sent.pop(0))
            if not self.queue.delayed or self.queue.delayed[0][0] > end:
                return
            due, _, reference = heappop(self.queue.delayed)
            self.clock.set(max(due, self.clock.now()))
            self.queue.sent.append(reference)

    def delivery(self, webhook_id: str = "webhook-1", message_id: str = "event-1") -> Delivery:
        """Return a delivery."""
        return self.log.deliveries[webhook_id, message_id][0]

    def webhook(self, webhook_id: str = "webhook-1") -> Webhook:
        """Return a webhook."""
        found = self.webhooks.find(SCOPE, webhook_id)
        assert found is not None
        return found


def endpoint_of(name: str) -> str:
    """Return the endpoint of a webhook that tests call so."""
    return f"https://{name}.example.com/"
