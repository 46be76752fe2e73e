"""Messages, deliveries and the health of endpoints in table `occurrences`, each written by itself as it happens.

No transaction: it would cost twice as much, and each of these items says for itself how far a delivery came.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pynamodb.exceptions import PutError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.models import Model

from tollgate.shared.entity import wire_instant
from tollgate.shared.scope import Scope
from tollgate.storage import delivery_keys
from tollgate.storage.documents import body_of, packed_body_of
from tollgate.storage.lean import Item, entity_of, key_of, number, read_item, read_items, text
from tollgate.storage.models import DeliveryDocument
from tollgate.webhooks.delivery import KEPT_FOR, Delivery
from tollgate.webhooks.delivery_ports import OpenDelivery
from tollgate.webhooks.health import Health
from tollgate.webhooks.message import Message

_TABLE = "occurrences"
_FAILED = "ConditionalCheckFailedException"


class DynamoDeliveryLog:
    """Satisfies `webhooks.delivery_ports.DeliveryLog`."""

    def begin(self, scope: Scope, message: Message) -> Message:
        """Keep the message, and return it; where it was kept before, return the one that is."""
        key = delivery_keys.message(scope, message.id)
        row = DeliveryDocument(*key, packed_body=packed_body_of(message), expires_at=_expiry(message.created_at))
        if _put(row, DeliveryDocument.pk.does_not_exist()):
            return message
        item = read_item(_TABLE, key)
        return message_of(item) if item is not None else message

    def add(self, scope: Scope, delivery: Delivery) -> Delivery:
        """Keep the delivery, and return it; where it was kept before, return the one that is."""
        row = delivery_row(scope, delivery)
        row.version = 1
        if _put(row, DeliveryDocument.pk.does_not_exist()):
            return delivery
        item = read_item(_TABLE, delivery_keys.delivery(scope, delivery.webhook_id, delivery.id))
        return entity_of(Delivery, item) if item is not None else delivery

    def open(self, scope: Scope, webhook_id: str, message_id: str) -> OpenDelivery | None:
        """Return the delivery and all that an attempt needs, in one trip; None where it is not kept any more."""
        places = (
            delivery_keys.delivery(scope, webhook_id, message_id),
            delivery_keys.message(scope, message_id),
            delivery_keys.health(scope, webhook_id),
        )
        items = {key_of(item): item for item in read_items(_TABLE, places)}
        delivered, message, health = (items.get(place) for place in places)
        if delivered is None or message is None:
            return None
        delivery = entity_of(Delivery, delivered)
        return OpenDelivery(
            delivery=delivery,
            version=int(number(delivered, "v") or 0),
            body=message_of(message).bodies[delivery.variant],
            health=_health(health),
        )

    def save(self, scope: Scope, delivery: Delivery, *, version: int) -> bool:
        """Keep the changed delivery; tell whether it was, False where it is another by now."""
        row = delivery_row(scope, delivery)
        row.version = version + 1
        return _put(row, DeliveryDocument.version == version)

    def health(self, scope: Scope, webhook_id: str) -> Health | None:
        """Return what is known of an endpoint, None where it did well at its last attempt."""
        return _health(read_item(_TABLE, delivery_keys.health(scope, webhook_id)))

    def strain(self, scope: Scope, webhook_id: str, strain: int, *, at: datetime) -> Health:
        """Add to the strain of an endpoint and return its health."""
        row = DeliveryDocument(*delivery_keys.health(scope, webhook_id))
        since = wire_instant(at)
        row.update(
            actions=[
                DeliveryDocument.strain.add(strain),
                DeliveryDocument.since.set(DeliveryDocument.since | since),
                DeliveryDocument.expires_at.set(_expiry(at)),
            ]
        )
        return _health_of(row)

    def rest(self, scope: Scope, webhook_id: str, health: Health, *, now: datetime) -> bool:
        """Begin the next rest; tell whether it was begun here, False where another was quicker."""
        row = DeliveryDocument(*delivery_keys.health(scope, webhook_id))
        seen = wire_instant(health.rests_until) if health.rests_until is not None else None
        same = DeliveryDocument.rests_until == seen if seen else DeliveryDocument.rests_until.does_not_exist()
        rest = health.next_rest
        try:
            row.update(
                actions=[
                    DeliveryDocument.rests_until.set(wire_instant(now + rest)),
                    DeliveryDocument.rest_seconds.set(int(rest.total_seconds())),
                ],
                # What recovered meanwhile has no health any more, and may be tried by all.
                condition=same & DeliveryDocument.pk.exists(),
            )
        except UpdateError as refused:
            if refused.cause_response_code == _FAILED:
                return False
            raise
        return True

    def recover(self, scope: Scope, webhook_id: str) -> None:
        """Forget that an endpoint did badly."""
        DeliveryDocument(*delivery_keys.health(scope, webhook_id)).delete()

    def told(self, scope: Scope, message_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return the ids of the webhooks that were told, by message, of those that are kept."""
        places = [delivery_keys.message(scope, each) for each in dict.fromkeys(message_ids)]
        messages = [message_of(item) for item in read_items(_TABLE, places, is_consistent=False)]
        return {message.id: tuple(each.webhook_id for each in message.told) for message in messages}


def message_of(item: Item) -> Message:
    """Return the message that an item holds."""
    return entity_of(Message, item)


def delivery_row(scope: Scope, delivery: Delivery) -> DeliveryDocument:
    """Return the row of a delivery."""
    key = delivery_keys.delivery(scope, delivery.webhook_id, delivery.id)
    expires_at = _expiry(delivery.created_at)
    return DeliveryDocument(*key, body=body_of(delivery), status=delivery.status.value, expires_at=expires_at)


def _expiry(at: datetime) -> int:
    return int((at + KEPT_FOR).timestamp())


def _put(row: Model, condition: Condition) -> bool:
    """Put a row under a condition; tell whether that held."""
    try:
        row.save(condition=condition, add_version_condition=False)
    except PutError as refused:
        if refused.cause_response_code == _FAILED:
            return False
        raise
    return True


def _health(item: Mapping[str, Any] | None) -> Health | None:
    if item is None:
        return None
    rests_until = text(item, "rests_until")
    return Health(
        since=datetime.fromisoformat(item["since"]["S"]),
        strain=int(number(item, "strain") or 0),
        rests_until=datetime.fromisoformat(rests_until) if rests_until is not None else None,
        rest=timedelta(seconds=int(number(item, "rest") or 0)),
    )


def _health_of(row: DeliveryDocument) -> Health:
    return Health(
        since=datetime.fromisoformat(row.since),
        strain=row.strain,
        rests_until=datetime.fromisoformat(row.rests_until) if row.rests_until is not None else None,
        rest=timedelta(seconds=row.rest_seconds or 0),
    )
