"""Domain events: what happened, to which aggregate, with the entity's public view."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol

from tollgate.shared.entity import Instant, Value
from tollgate.shared.scope import ActorType, Scope


class DomainEvent(Value):
    """Something that happened. Subclasses are named in the past tense and say their published type.

    `aggregate` names what changed (`CUSTOMER#acme`), `payload` is its public view in wire spelling. The id, the
    scope, the actor and the aggregate's version, which grows with each change, are added when it is recorded.
    """

    event_type: ClassVar[str]
    source: ClassVar[str]

    aggregate: str
    occurred_at: Instant
    payload: dict[str, Any]


class RecordedEvent(Value):
    """An event as it leaves through the outbox: with its id, scope, published type, source and actor."""

    id: str
    scope: Scope
    type: str
    name: str
    source: str
    aggregate: str
    version: int
    occurred_at: Instant
    actor: ActorType
    trace_id: str | None = None
    payload: dict[str, Any]


class EventRecorder(Protocol):
    """Takes events that are written in the same transaction as the change that caused them."""

    def record(self, scope: Scope, event: DomainEvent) -> None:
        """Stage the event after the state change it belongs to."""
        ...


class Outbox(Protocol):
    """Reads events back by the hour they happened in."""

    def between(self, scope: Scope, start: datetime, end: datetime) -> Iterator[RecordedEvent]:
        """Yield every event of the environment that happened in `[start, end)`, in the order of recording."""
        ...


class EventBus(Protocol):
    """Carries events out to whoever listens."""

    def publish(self, events: Sequence[RecordedEvent]) -> int:
        """Publish in order and return how many were taken before the first that was not."""
        ...
