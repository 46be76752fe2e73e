"""Domain events: what happened, to which aggregate, with the entity's public view."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol, Self

from pydantic import model_validator

from tollgate.shared.entity import Entity, Instant, Value
from tollgate.shared.scope import ActorType, Scope, WorkflowCause


class DomainEvent(Value):
    """Something that happened. Subclasses are named in the past tense and say their published type.

    `aggregate` names what changed (`CUSTOMER#acme`), `payload` is its public view in wire spelling. The id, the
    scope, the actor and the aggregate's version, which grows with each change, are added when it is recorded.
    `parent_id` is the id of what the aggregate belongs to: a subscription's customer, a plan's product.

    `tells_of` is the kind of entity that changed, of which `of` makes the event; None where that is not one stored
    document. `forgets` are fields whose former value is told to nobody.
    """

    event_type: ClassVar[str]
    source: ClassVar[str]
    tells_of: ClassVar[type[Entity] | None] = None
    forgets: ClassVar[frozenset[str]] = frozenset()

    aggregate: str
    parent_id: str | None = None
    occurred_at: Instant
    payload: dict[str, Any]

    def as_of(self, former: Any) -> Self:
        """Return the event as it would tell of the former state of what changed; for kinds with a `tells_of`."""
        told: Self = type(self).of(former, at=self.occurred_at)  # type: ignore[attr-defined]
        return told

    def changed_from(self, former: Self) -> dict[str, Any]:
        """Return those fields of the payload that were different in an event about the former state, as they were.

        What only this event tells, and no view of the entity, counts as nothing before.
        """
        before = {name: None if name in self.forgets else former.payload.get(name) for name in self.payload}
        return {name: value for name, value in before.items() if value != self.payload[name]}


class RecordedEvent(Value):
    """An event as it leaves through the outbox: with its id, scope, published type, source and actor.

    It happened at `occurred_at`, which is of its customer's clock, and was recorded at `recorded_at`, which is of the
    world's. `actor_id` is the id of the API key, where one caused it, `workflow` the run that did. `changed_from` holds
    the fields of the payload that were different before, as they were; it is for the activity log and is not published.
    """

    id: str
    scope: Scope
    type: str
    name: str
    source: str
    aggregate: str
    parent_id: str | None = None
    version: int
    occurred_at: Instant
    recorded_at: Instant
    actor: ActorType
    actor_id: str | None = None
    workflow: WorkflowCause | None = None
    trace_id: str | None = None
    payload: dict[str, Any]
    changed_from: dict[str, Any] | None = None

    @model_validator(mode="before")
    @classmethod
    def _recorded_when_it_happened(cls, fields: Any) -> Any:
        """Read what says nothing of when it was recorded, as older rows do: it was when it happened."""
        if not isinstance(fields, dict) or fields.keys() & {"recorded_at", "recordedAt"}:
            return fields
        return {**fields, "recorded_at": fields.get("occurredAt", fields.get("occurred_at"))}

    @property
    def before(self) -> dict[str, Any] | None:
        """Return the payload as it would have been before the change, None where there was nothing to change."""
        return {**self.payload, **self.changed_from} if self.changed_from is not None else None


class EventRecorder(Protocol):
    """Takes events that are written in the same transaction as the change that caused them."""

    def record(self, scope: Scope, event: DomainEvent) -> None:
        """Stage the event after the state change it belongs to."""
        ...


class Outbox(Protocol):
    """Reads events back by the day they were recorded on."""

    def between(self, scope: Scope, start: datetime, end: datetime) -> Iterator[RecordedEvent]:
        """Yield every event of the environment that was recorded in `[start, end)`, in the order of recording."""
        ...


class EventBus(Protocol):
    """Carries events out to whoever listens."""

    def publish(self, events: Sequence[RecordedEvent]) -> int:
        """Publish in order and return how many were taken before the first that was not."""
        ...
