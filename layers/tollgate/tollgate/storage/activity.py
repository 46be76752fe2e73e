"""The activity log: the outbox read by days, by what it tells of, or by what that belongs to."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from heapq import merge
from itertools import islice
from typing import Any

from pynamodb.expressions.condition import Condition

from tollgate.activity.entry import KEPT_FOR, UNPUBLISHED, LogEntry, Reach
from tollgate.shared.clock import Clock
from tollgate.shared.events import RecordedEvent
from tollgate.shared.period import start_of_day
from tollgate.shared.scope import Scope
from tollgate.storage import outbox_keys
from tollgate.storage.batch import LARGEST_BATCH, read_batch
from tollgate.storage.keys import Key
from tollgate.storage.models import OutboxDocument
from tollgate.storage.outbox import event_of_row

_FIRST_LOOK = 25
"""As many bodies as a page of the default size may need; further ones are read by the hundred."""


class DynamoActivityLog:
    """Satisfies `activity.ports.ActivityLog`. A position is the day and the id of an event."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def entries(
        self, scope: Scope, reach: Reach, *, after: str | None = None, is_back: bool = False
    ) -> Iterator[LogEntry]:
        """Yield the entries of a part of the log beyond a position, newest first, or oldest first where `is_back`."""
        day, _, last_id = (after or "").partition("#")
        kept_since = self._clock.now() - KEPT_FOR
        for event in self._events(scope, reach, day, last_id, is_back):
            if event.type not in UNPUBLISHED and event.recorded_at > kept_since:
                yield LogEntry(event, f"{event.recorded_at:%Y%m%d}#{event.id}")

    def _events(self, scope: Scope, reach: Reach, day: str, last_id: str, is_back: bool) -> Iterator[RecordedEvent]:
        beyond = _beyond(last_id, is_back)
        if reach.aggregates is not None:
            # The rows themselves: what is about one thing is read strongly consistently.
            partitions = [outbox_keys.event(scope, aggregate, "").pk for aggregate in reach.aggregates]
            return _in_order((_rows_of(partition, beyond, is_back) for partition in partitions), is_back)
        if reach.parent_ids is not None:
            parents = [outbox_keys.of_parent(scope, parent_id) for parent_id in dict.fromkeys(reach.parent_ids)]
            return _in_order((_listed(OutboxDocument.by_parent, each, beyond, is_back) for each in parents), is_back)
        return self._by_days(scope, reach, day, beyond, is_back)

    def _by_days(
        self, scope: Scope, reach: Reach, day: str, beyond: Condition | None, is_back: bool
    ) -> Iterator[RecordedEvent]:
        now = self._clock.now()
        oldest = start_of_day(max(now - KEPT_FOR, reach.since or now - KEPT_FOR))
        newest = start_of_day(min(now, reach.until or now))
        days = [oldest + timedelta(days=number) for number in range((newest - oldest).days + 1)]
        for each in days if is_back else reversed(days):
            name = f"{each:%Y%m%d}"
            if day and name != day and (name < day) is is_back:
                continue
            condition = beyond if name == day else None
            yield from _listed(OutboxDocument.by_time, outbox_keys.recorded_on(scope, each), condition, is_back)


def _beyond(last_id: str, is_back: bool) -> Condition | None:
    if not last_id:
        return None
    return OutboxDocument.sk > last_id if is_back else OutboxDocument.sk < last_id


def _in_order(streams: Iterable[Iterator[RecordedEvent]], is_back: bool) -> Iterator[RecordedEvent]:
    return merge(*streams, key=lambda event: event.id, reverse=not is_back)


def _rows_of(partition: str, beyond: Condition | None, is_back: bool) -> Iterator[RecordedEvent]:
    rows = OutboxDocument.query(partition, beyond, consistent_read=True, scan_index_forward=is_back)
    return map(event_of_row, rows)


def _listed(index: Any, partition: str, beyond: Condition | None, is_back: bool) -> Iterator[RecordedEvent]:
    entries = index.query(partition, beyond, scan_index_forward=is_back, page_size=_FIRST_LOOK)
    size = _FIRST_LOOK
    while found := [Key(row.pk, row.sk) for row in islice(entries, size)]:
        rows = read_batch(OutboxDocument, found, is_consistent=False)
        yield from sorted(map(event_of_row, rows), key=lambda event: event.id, reverse=not is_back)
        entries.page_iter.page_size = size = LARGEST_BATCH
