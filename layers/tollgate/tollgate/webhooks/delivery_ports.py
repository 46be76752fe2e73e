"""What the delivery of events needs. Nothing here waits for a transaction: each step is written as it happens."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from tollgate.shared.clock import Clock
from tollgate.shared.events import EventRecorder, RecordedEvent
from tollgate.shared.scope import Scope
from tollgate.webhooks.delivery import Delivery
from tollgate.webhooks.durable_queue import DurableQueue
from tollgate.webhooks.health import Health
from tollgate.webhooks.message import DeliveryReference, Message
from tollgate.webhooks.ports import WebhookRepository
from tollgate.webhooks.sending import WebhookSender


@dataclass(frozen=True)
class OpenDelivery:
    """A delivery as it was read, with its body and with what is known of its endpoint.

    `version` tells whether it is still the same when it is written.
    """

    delivery: Delivery
    version: int
    body: Mapping[str, Any]
    health: Health | None


class DeliveryLog(Protocol):
    """Messages and deliveries of the last 30 days, and how their endpoints do."""

    def begin(self, scope: Scope, message: Message) -> Message:
        """Keep the message, and return it; where it was kept before, return the one that is."""
        ...

    def add(self, scope: Scope, delivery: Delivery) -> Delivery:
        """Keep the delivery, and return it; where it was kept before, return the one that is."""
        ...

    def open(self, scope: Scope, webhook_id: str, message_id: str) -> OpenDelivery | None:
        """Return the delivery and all that an attempt needs, in one trip; None where it is not kept any more."""
        ...

    def save(self, scope: Scope, delivery: Delivery, *, version: int) -> bool:
        """Keep the changed delivery; tell whether it was, False where it is another by now."""
        ...

    def health(self, scope: Scope, webhook_id: str) -> Health | None:
        """Return what is known of an endpoint, None where it did well at its last attempt."""
        ...

    def strain(self, scope: Scope, webhook_id: str, strain: int, *, at: datetime) -> Health:
        """Add to the strain of an endpoint and return its health."""
        ...

    def rest(self, scope: Scope, webhook_id: str, health: Health, *, now: datetime) -> bool:
        """Begin the next rest; tell whether it was begun here, False where another was quicker."""
        ...

    def recover(self, scope: Scope, webhook_id: str) -> None:
        """Forget that an endpoint did badly."""
        ...

    def told(self, scope: Scope, message_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return the ids of the webhooks that were told, by message, of those that are kept."""
        ...


class DeliveryQueue(Protocol):
    """Brings deliveries to their function: at least once, a few of one endpoint at a time."""

    def send(self, references: Sequence[DeliveryReference], *, occasion: str = "") -> None:
        """Send the deliveries; of one `occasion` they may be sent twice and come once."""
        ...

    def send_later(self, reference: DeliveryReference, *, delay: timedelta) -> None:
        """Send a delivery that comes after a delay, of at most 15 minutes."""
        ...


@dataclass(frozen=True)
class FanningOut:
    """The ports that an event is fanned out with."""

    webhooks: WebhookRepository
    log: DeliveryLog
    queue: DeliveryQueue
    body_of: Callable[[RecordedEvent], Mapping[str, Any]]
    durable_queue: Callable[[Scope], DurableQueue | None]
    clock: Clock


@dataclass(frozen=True)
class Delivering:
    """The ports that a delivery is attempted with."""

    webhooks: WebhookRepository
    log: DeliveryLog
    queue: DeliveryQueue
    sender: WebhookSender
    clock: Clock


@dataclass(frozen=True)
class Settling:
    """The ports that a webhook is settled with."""

    webhooks: WebhookRepository
    log: DeliveryLog
    events: EventRecorder
    clock: Clock
