"""A message: what one event is told in, and to whom. It is made once, however often the event comes."""

from typing import Any

from tollgate.shared.entity import Entity, Instant, Value
from tollgate.shared.scope import Scope
from tollgate.webhooks.delivery import Delivery, DeliveryStatus


class Told(Value):
    """A webhook that is told of the event, in which of the bodies.

    `is_paused` says that its deliveries were switched off as its endpoint failed: it may be told by a replay.
    """

    webhook_id: str
    variant: int = 0
    is_paused: bool = False


class Message(Entity):
    """The bodies that an event is told in, mostly one, and who is told. Its id is the `messageId`."""

    id: str
    event_type: str
    bodies: tuple[dict[str, Any], ...]
    told: tuple[Told, ...]
    created_at: Instant

    def deliveries(self) -> list[Delivery]:
        """Return the deliveries as they begin."""
        return [self._delivery(each) for each in self.told]

    def _delivery(self, told: Told) -> Delivery:
        return Delivery(
            id=self.id,
            webhook_id=told.webhook_id,
            event_type=self.event_type,
            variant=told.variant,
            status=DeliveryStatus.FAILED if told.is_paused else DeliveryStatus.PENDING,
            created_at=self.created_at,
            updated_at=self.created_at,
        )


class DeliveryReference(Value):
    """What names a delivery: the text of the messages that bring it to its function."""

    account_id: str
    environment_id: str
    webhook_id: str
    message_id: str

    @classmethod
    def to(cls, scope: Scope, webhook_id: str, message_id: str) -> "DeliveryReference":
        """Return the reference to a delivery of an environment."""
        return cls(
            account_id=scope.account_id,
            environment_id=scope.environment_id,
            webhook_id=webhook_id,
            message_id=message_id,
        )

    @property
    def scope(self) -> Scope:
        """Return the environment it is of."""
        return Scope(account_id=self.account_id, environment_id=self.environment_id)
