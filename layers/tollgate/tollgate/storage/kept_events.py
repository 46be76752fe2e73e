"""Kept events in table `occurrences`, as they are looked up: those of a customer and a name."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage.event_keys import kept_events
from tollgate.storage.models import Occurrence
from tollgate.storage.pages import Cursor, page_that_fits
from tollgate.usage.event import Event

_MARKED = "{}"
"""The body of a mark, which tells no event."""

Placed = tuple[str, Event]


class DynamoKeptEvents:
    """Satisfies `usage.event_ports.KeptEvents`. The order is that of the keys' digests, which tells nothing."""

    def page(
        self, scope: Scope, customer_id: str, event_name: str, request: PageRequest, *, now: datetime
    ) -> Page[Event]:
        """Return a page of the kept events, in an order that stays the same."""
        cursor = Cursor(scope, "EVENT", {"customerId": customer_id, "eventName": event_name})
        is_back = request.before is not None
        start = cursor.position(request.before, field="before") or cursor.position(request.after, field="after")
        found = _ahead(kept_events(scope, customer_id, event_name), start, is_back=is_back, now=now)
        return page_that_fits(found, request, cursor, text_of=lambda each: each.dimensions or "")

    def following(
        self, scope: Scope, customer_id: str, event_name: str, after: str | None, *, limit: int, now: datetime
    ) -> Sequence[Placed]:
        """Return kept events with their positions, those that follow one."""
        partitions = kept_events(scope, customer_id, event_name)
        return list(islice(_ahead(partitions, after, is_back=True, now=now), limit))

    def count(self, scope: Scope, customer_id: str, event_name: str, *, now: datetime) -> int:
        """Return how many events are kept."""
        is_event = (Occurrence.body != _MARKED) & (Occurrence.expires_at >= int(now.timestamp()))
        partitions = kept_events(scope, customer_id, event_name)
        return sum(Occurrence.count(each, filter_condition=is_event, consistent_read=True) for each in partitions)


def _ahead(partitions: list[str], start: str | None, *, is_back: bool, now: datetime) -> Iterator[Placed]:
    """Yield the events from a position on, in the order of their positions: falling, or rising on the way back."""
    for partition in sorted(partitions, reverse=not is_back):
        shard = partition[-1]
        if start is not None and (shard < start[0] if is_back else shard > start[0]):
            continue
        bound = None
        if start is not None and shard == start[0]:
            key = start.partition("@")[2]
            bound = Occurrence.sk > key if is_back else Occurrence.sk < key
        for row in Occurrence.query(partition, bound, scan_index_forward=is_back, consistent_read=True):
            if row.body != _MARKED and row.expires_at >= int(now.timestamp()):
                yield f"{shard}@{row.sk}", Event.model_validate_json(row.body)
