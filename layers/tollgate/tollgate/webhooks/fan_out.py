"""Fan out an event: find who is told of it, make each delivery, and send it on its way.

The plan is kept before anything is sent, and followed however often the event comes. A delivery that has not been
attempted is sent again then: whatever stopped in between, nothing is left behind.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tollgate.shared.events import RecordedEvent
from tollgate.webhooks.delivery import Delivery, DeliveryStatus
from tollgate.webhooks.delivery_ports import FanningOut
from tollgate.webhooks.events import WebhookDeliveryReplayed
from tollgate.webhooks.message import DeliveryReference, Message, Told
from tollgate.webhooks.selection import bodies_for
from tollgate.webhooks.webhook import Webhook, WebhookStatus


def fan_out(event: RecordedEvent, ports: FanningOut) -> Sequence[Delivery]:
    """Return the deliveries of the event, each of which is on its way, done, or waits to be replayed."""
    if event.type == WebhookDeliveryReplayed.event_type:
        _bring(event, ports)
        return []
    hearing = [each for each in map(_as_listening, ports.webhooks.all(event.scope)) if each.hears_of(event.type)]
    queue = ports.durable_queue(event.scope)
    is_queued = queue is not None and queue.hears_of(event.type)
    if not hearing and not is_queued:
        return []
    body = ports.body_of(event)
    deliveries = _tell(event, hearing, body, ports) if hearing else []
    if queue is not None and is_queued:
        # At last: what cannot be told to a queue keeps nobody else waiting.
        queue.tell(event, body)
    return deliveries


def _bring(event: RecordedEvent, ports: FanningOut) -> None:
    """Send a delivery that somebody replayed on its way: at least once from the commit that did it."""
    webhook_id, message_id, replays = (event.payload[name] for name in ("webhookId", "messageId", "replays"))
    reference = DeliveryReference.to(event.scope, webhook_id, message_id)
    ports.queue.send([reference], occasion=f"replay-{replays}")


def _tell(
    event: RecordedEvent, hearing: Sequence[Webhook], body: Mapping[str, Any], ports: FanningOut
) -> Sequence[Delivery]:
    told = bodies_for(hearing, event, body)
    if not told:
        return []
    message = ports.log.begin(event.scope, _message(event, told, ports))
    deliveries = [ports.log.add(event.scope, each) for each in message.deliveries()]
    waiting = [each for each in deliveries if each.status is DeliveryStatus.PENDING and not each.attempts]
    ports.queue.send([DeliveryReference.to(event.scope, each.webhook_id, each.id) for each in waiting])
    return deliveries


def _message(event: RecordedEvent, told: Sequence[tuple[Webhook, Mapping[str, Any]]], ports: FanningOut) -> Message:
    bodies: list[dict[str, Any]] = []
    for _, body in told:
        if body not in bodies:
            bodies.append(dict(body))
    return Message(
        id=event.id,
        event_type=event.type,
        bodies=tuple(bodies),
        told=tuple(
            Told(webhook_id=each.id, variant=bodies.index(dict(body)), is_paused=each.paused_at is not None)
            for each, body in told
        ),
        created_at=ports.clock.now(),
    )


def _as_listening(webhook: Webhook) -> Webhook:
    """Return the webhook as if it were switched on where it was switched off because its endpoint failed."""
    return webhook.but(status=WebhookStatus.ACTIVE) if webhook.paused_at is not None else webhook
