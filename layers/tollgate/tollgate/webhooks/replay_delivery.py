"""Replay a delivery: another round of attempts, with the stored body and the same `messageId`."""

from dataclasses import dataclass

from tollgate.shared.clock import Clock
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope
from tollgate.webhooks.delivery import Delivery
from tollgate.webhooks.errors import DeliveryNotFound, WebhookNotFound
from tollgate.webhooks.events import WebhookDeliveryReplayed
from tollgate.webhooks.ports import DeliveryRepository, WebhookRepository


@dataclass(frozen=True)
class Replaying:
    """The ports that deliveries are replayed with."""

    webhooks: WebhookRepository
    deliveries: DeliveryRepository
    events: EventRecorder
    clock: Clock


def replay_delivery(scope: Scope, webhook_id: str, message_id: str, ports: Replaying) -> Delivery:
    """Return the delivery at the beginning of its new round; the event of it sends it on its way.

    Raises `WebhookNotFound` or `DeliveryNotFound`.
    """
    if ports.webhooks.find(scope, webhook_id) is None:
        raise WebhookNotFound.of(webhook_id)
    delivery = ports.deliveries.find(scope, webhook_id, message_id)
    if delivery is None:
        raise DeliveryNotFound.of(message_id)
    return begun_again(scope, delivery, ports)


def begun_again(scope: Scope, delivery: Delivery, ports: Replaying) -> Delivery:
    """Stage the new round of a delivery, together with what sends it on its way, and return it."""
    now = ports.clock.now()
    replayed = delivery.replayed(at=now)
    ports.deliveries.save(scope, replayed)
    ports.events.record(scope, WebhookDeliveryReplayed.of(replayed, at=now))
    return replayed
