"""The activity log."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from tollgate import wiring
from tollgate.activity.entry import LogEntry
from tollgate.graphql.context import Context
from tollgate.graphql.inputs.activity import dated, reach_of
from tollgate.graphql.lists.connection import Asked, ConnectionView, Listed
from tollgate.graphql.lists.filters import Fields
from tollgate.graphql.lists.stream import Streamed
from tollgate.graphql.views.activity import EventLogView
from tollgate.shared.errors import BadUserInput

Given = dict[str, Any] | None
Sorting = Sequence[dict[str, Any]] | None

_KIND = "EVENT_LOG"
_KEPT_ORDERS = frozenset(("createdAt", "id"))
"""The log is kept in the order of recording, which is that of ids too."""
_MOST_SORTED = 2_000

EVENT_LOG: Fields[LogEntry] = {
    "createdAt": lambda entry: entry.created_at,
    "entityId": lambda entry: entry.entity_id,
    "entityType": lambda entry: entry.entity_type,
    "eventLogType": lambda entry: entry.event.type,
    "id": lambda entry: entry.id,
    "parentEntityId": lambda entry: entry.event.parent_id,
    "traceId": lambda entry: entry.event.trace_id,
}


def event_logs(context: Context, filter: Given = None, paging: Given = None, sorting: Sorting = None) -> ConnectionView:
    """Return what happened in the last 30 days and fits, newest first unless another order is asked for."""
    names = (context.scope.environment_id, *sorted(context.environment_names))
    fields: Fields[LogEntry] = {**EVENT_LOG, "environmentId": lambda entry: names}
    asked = Asked(filter=dated(filter or {}), sorting=sorting, paging=paging)
    reach = reach_of(asked.filter or {})

    def read(after: str | None, is_back: bool) -> Iterator[LogEntry]:
        return wiring.activity_log().entries(context.scope, reach, after=after, is_back=is_back)

    def view(entry: LogEntry) -> EventLogView:
        return EventLogView(entry, context.loader)

    first = (sorting or [{"field": "createdAt", "direction": "DESC"}])[0]
    if first["field"] in _KEPT_ORDERS:
        listed = Streamed(context.scope, _KIND, fields)
        return listed.connection(read, asked, view, is_ascending=first["direction"] == "ASC")
    rows = list(islice(read(None, False), _MOST_SORTED + 1))
    if len(rows) > _MOST_SORTED:
        raise BadUserInput(
            f"More than {_MOST_SORTED} events would have to be sorted; narrow the filter by entityId, parentEntityId "
            "or createdAt, or sort by createdAt",
            field="sorting",
        )
    return Listed(context.scope, _KIND, fields).connection(rows, asked, view)
