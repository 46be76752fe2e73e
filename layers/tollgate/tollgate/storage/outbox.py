"""The outbox: events staged with the change that caused them; the table's stream carries them out."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from tollgate.shared.events import DomainEvent, RecordedEvent
from tollgate.shared.ids import Ids
from tollgate.shared.period import start_of_hour
from tollgate.shared.scope import ActorType, Scope
from tollgate.storage import keys
from tollgate.storage.batch import read_batch
from tollgate.storage.documents import body_of
from tollgate.storage.models import OutboxDocument
from tollgate.storage.session import Session

_KEPT_FOR = timedelta(days=30)


class DynamoEventRecorder:
    """Stages events in the session of the change they belong to; satisfies `EventRecorder`."""

    def __init__(self, session: Session, *, ids: Ids, actor: ActorType, trace_id: str | None) -> None:
        self._session, self._ids, self._actor, self._trace_id = session, ids, actor, trace_id

    def record(self, scope: Scope, event: DomainEvent) -> None:
        """Stage the event as an outbox row."""
        recorded = RecordedEvent(
            id=self._ids.ordered(),
            scope=scope,
            type=event.event_type,
            name=type(event).__name__,
            source=f"tollgate.{event.source}",
            aggregate=event.aggregate,
            version=self._session.version_of(event.aggregate),
            occurred_at=event.occurred_at,
            actor=self._actor,
            trace_id=self._trace_id,
            payload=event.payload,
        )
        self._session.put_event(outbox_row(recorded), name=recorded.name)


def outbox_row(event: RecordedEvent) -> OutboxDocument:
    """Return the row of an event; it stays for 30 days and doubles as the activity log."""
    key = keys.outbox(event.scope, event.aggregate, event.id)
    return OutboxDocument(
        key.pk,
        key.sk,
        body=body_of(event),
        hour_pk=keys.outbox_hour(event.scope, event.occurred_at),
        expires_at=int((event.occurred_at + _KEPT_FOR).timestamp()),
    )


def event_of_image(image: Mapping[str, Any]) -> RecordedEvent:
    """Return the event a new row holds, given as the table's stream shows it."""
    return RecordedEvent.model_validate_json(image["D"]["S"])


class DynamoOutbox:
    """Reads events back through the index by time; satisfies `Outbox`."""

    def between(self, scope: Scope, start: datetime, end: datetime) -> Iterator[RecordedEvent]:
        """Yield every event of the environment that happened in `[start, end)`, in the order of recording."""
        hour = start_of_hour(start)
        while hour < end:
            for event in self._of_hour(scope, hour):
                if start <= event.occurred_at < end:
                    yield event
            hour += timedelta(hours=1)

    def _of_hour(self, scope: Scope, hour: datetime) -> list[RecordedEvent]:
        found = [keys.Key(row.pk, row.sk) for row in OutboxDocument.by_time.query(keys.outbox_hour(scope, hour))]
        rows = read_batch(OutboxDocument, found, is_consistent=False)
        return sorted((RecordedEvent.model_validate_json(row.body) for row in rows), key=lambda event: event.id)
