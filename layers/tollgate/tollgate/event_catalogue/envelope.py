"""The body of an event: the flat document that leaves, the envelope and the entity's own fields side by side."""

from typing import Any, Self

from tollgate.event_catalogue.parts import Part
from tollgate.event_catalogue.ports import Directory
from tollgate.event_catalogue.published import wire_name
from tollgate.shared.entity import Instant
from tollgate.shared.events import RecordedEvent


class Body(Part):
    """The envelope, which every body has; a subclass per kind of entity adds what it tells.

    `messageId` is the same however often and to whomever an event is told, `timestamp` when it happened, `traceId`
    the same in all that one request led to.
    """

    type: str
    message_id: str
    trace_id: str
    timestamp: Instant
    account_id: str
    environment_id: str

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return what the body tells beside the envelope, in the wire's spelling or ours."""
        return event.payload

    @classmethod
    def telling(cls, event: RecordedEvent, directory: Directory) -> Self:
        """Return the body of an event."""
        envelope = {
            "type": wire_name(event.type),
            "message_id": event.id,
            "trace_id": event.trace_id or event.id,
            "timestamp": event.occurred_at,
            "account_id": event.scope.account_id,
            "environment_id": event.scope.environment_id,
        }
        told = {name: value for name, value in cls.fields_of(event, directory).items() if name not in _ENVELOPE}
        return cls.model_validate({**told, **envelope})


_ENVELOPE = {name for field, info in Body.model_fields.items() for name in (field, info.alias)}
