"""The outbox: events staged with the change that caused them; the table's stream carries them out."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from tollgate.activity.entry import KEPT_FOR, entity_type_of
from tollgate.shared.clock import Clock
from tollgate.shared.events import DomainEvent, RecordedEvent
from tollgate.shared.following import Cause
from tollgate.shared.ids import Ids
from tollgate.shared.period import start_of_day
from tollgate.shared.scope import Actor, Scope
from tollgate.storage import keys, outbox_keys
from tollgate.storage.batch import LARGEST_BATCH, read_batch, read_one
from tollgate.storage.documents import body_of, read
from tollgate.storage.models import OutboxDocument
from tollgate.storage.session import Session


class DynamoEventRecorder:
    """Stages events in the session of the change they belong to; satisfies `EventRecorder`."""

    def __init__(self, session: Session, *, ids: Ids, clock: Clock, actor: Actor, trace_id: str | None) -> None:
        self._session, self._ids, self._clock = session, ids, clock
        self._actor, self._trace_id = actor, trace_id

    def record(self, scope: Scope, event: DomainEvent) -> None:
        """Stage the event as an outbox row."""
        self._record(scope, event, self._ids.ordered())

    def is_recorded(self, scope: Scope, event_type: str, aggregate: str, cause: Cause) -> bool:
        """Tell whether the event that follows from a change was recorded before."""
        key = outbox_keys.event(scope, aggregate, cause.event_id(event_type))
        return read_one(OutboxDocument, key) is not None

    def record_once(self, scope: Scope, event: DomainEvent, cause: Cause) -> None:
        """Stage the event under the id that follows from its cause, by which it is not recorded a second time."""
        self._record(scope, event, cause.event_id(event.event_type))

    def _record(self, scope: Scope, event: DomainEvent, event_id: str) -> None:
        entity_type_of(event.aggregate)  # the log finds every aggregate by its kind, so an unknown one is a fault
        recorded = RecordedEvent(
            id=event_id,
            scope=scope,
            type=event.event_type,
            name=type(event).__name__,
            source=f"tollgate.{event.source}",
            aggregate=event.aggregate,
            parent_id=event.parent_id,
            version=self._session.version_of(event.aggregate),
            occurred_at=event.occurred_at,
            recorded_at=self._clock.now(),
            actor=self._actor.type,
            actor_id=self._actor.id,
            workflow=self._actor.workflow,
            trace_id=self._trace_id,
            payload=event.payload,
            changed_from=self._changed_from(event),
        )
        self._session.put_event(outbox_row(recorded), name=recorded.name)

    def _changed_from(self, event: DomainEvent) -> dict[str, Any] | None:
        """Return what was different before; it is what the operation loaded, so that it costs no read."""
        former = self._session.met(event.aggregate)
        row = self._session.former(event.aggregate)
        if row is not None and event.tells_of is not None:
            former = read(event.tells_of, row)
        return event.changed_from(event.as_of(former)) if former is not None else None


def outbox_row(event: RecordedEvent) -> OutboxDocument:
    """Return the row of an event; it stays for 30 days and doubles as the activity log."""
    key = outbox_keys.event(event.scope, event.aggregate, event.id)
    parent = event.parent_id
    return OutboxDocument(
        key.pk,
        key.sk,
        body=body_of(event),
        day_pk=outbox_keys.recorded_on(event.scope, event.recorded_at),
        parent_pk=outbox_keys.of_parent(event.scope, parent) if parent is not None else None,
        # By the world's clock: what happened at another time of a customer is not over sooner or later.
        expires_at=int((event.recorded_at + KEPT_FOR).timestamp()),
    )


def event_of_row(row: OutboxDocument) -> RecordedEvent:
    """Return the event a row holds."""
    return RecordedEvent.model_validate_json(row.body)


def event_of_image(image: Mapping[str, Any]) -> RecordedEvent:
    """Return the event a new row holds, given as the table's stream shows it."""
    return RecordedEvent.model_validate_json(image["D"]["S"])


class DynamoOutbox:
    """Reads events back through the index by time; satisfies `Outbox`."""

    def between(self, scope: Scope, start: datetime, end: datetime) -> Iterator[RecordedEvent]:
        """Yield every event of the environment that was recorded in `[start, end)`, in the order of recording."""
        day = start_of_day(start)
        while day < end:
            for event in self._of_day(scope, day):
                if start <= event.recorded_at < end:
                    yield event
            day += timedelta(days=1)

    def _of_day(self, scope: Scope, day: datetime) -> Iterator[RecordedEvent]:
        entries = OutboxDocument.by_time.query(outbox_keys.recorded_on(scope, day))
        while found := [keys.Key(row.pk, row.sk) for row in islice(entries, LARGEST_BATCH)]:
            rows = read_batch(OutboxDocument, found, is_consistent=False)
            yield from sorted(map(event_of_row, rows), key=lambda event: event.id)
