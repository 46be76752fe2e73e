"""Pages of lists: opaque cursors bound to environment and filter, over an index or over rows in memory."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Any, TypeVar

from pynamodb.expressions.condition import Condition

from tollgate.shared.cursor import Seal
from tollgate.shared.errors import BadUserInput
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage.batch import LARGEST_BATCH
from tollgate.storage.keys import Key, environment
from tollgate.storage.models import Document, Row
from tollgate.storage.session import Session

Found = TypeVar("Found")

_MOST_INDEX_PAGES = 10
_LONGEST_SORT_KEY = 1024
_LARGEST_PAGE = 2_000_000
"""Bytes of what is large in a page: an answer of Lambda has 6 MB, and in it a character may take thrice its bytes."""
_LAST_CHARACTER = "~"
"""No key has one that sorts after it."""


class Cursor:
    """Makes and reads the cursors of one list: of one environment, one kind and one filter."""

    def __init__(self, scope: Scope, kind: str, filters: dict[str, Any]) -> None:
        self._seal = Seal(environment(scope) + kind + json.dumps(filters, sort_keys=True, default=str))

    def at(self, position: str) -> str:
        """Return the cursor of a row, given the sort key it has in its list."""
        return self._seal.at(position)

    def position(self, cursor: str | None, *, field: str) -> str | None:
        """Return the sort key a cursor names; raises `BadUserInput` for one that is broken or of another list."""
        if cursor is None:
            return None
        position = self._seal.position(cursor, field=field)
        if not _is_position(position):
            raise BadUserInput(f"{field} is not a cursor of this list; start without it", field=field)
        return str(position)


def check_position(position: str | None) -> None:
    """Raise `BadUserInput` for what no row of an index has as its sort key."""
    if position is not None and not _is_position(position):
        raise BadUserInput("That is not a cursor of this list; start without it", field="paging")


def _is_position(position: Any) -> bool:
    return isinstance(position, str) and position.isascii() and 0 < len(position) <= _LONGEST_SORT_KEY


def page_in_memory(rows: Iterable[tuple[str, Found]], request: PageRequest, cursor: Cursor) -> Page[Found]:
    """Return a page of (sort key, row) pairs, newest first: largest sort key first."""
    way = _Way.of(request, cursor)
    ahead = sorted((pair for pair in rows if way.leads_to(pair[0])), key=lambda pair: pair[0], reverse=not way.is_back)
    shown = ahead[: request.limit]
    return way.page(shown, more_after=shown[-1][0] if len(ahead) > request.limit else None)


def page_that_fits(
    rows: Iterable[tuple[str, Found]], request: PageRequest, cursor: Cursor, *, text_of: Callable[[Found], str]
) -> Page[Found]:
    """Return a page of (sort key, row) pairs that come in their order, fewer than asked for where they are large.

    `text_of` tells what is large about a row.
    """
    taken: list[tuple[str, Found]] = []
    size = 0
    for placed in islice(rows, request.limit + 1):
        taken.append(placed)
        size += len(text_of(placed[1]).encode("utf-8", "surrogatepass"))
        if size > _LARGEST_PAGE and len(taken) > 1:
            return page_in_memory(taken, request.but(limit=len(taken) - 1), cursor)
    return page_in_memory(taken, request, cursor)


class WholeLists:
    """Satisfies `catalog.ports.WholeLists`. A row's position is its place in the list."""

    def page(self, scope: Scope, name: str, rows: Sequence[Found], request: PageRequest) -> Page[Found]:
        """Return a page of the rows, in their order; `name` tells which list it is."""
        placed = [(f"{len(rows) - index:06d}", row) for index, row in enumerate(rows)]
        return page_in_memory(placed, request, Cursor(scope, name, {}))


def page_of_partition(
    partition: str,
    prefix: str,
    request: PageRequest,
    cursor: Cursor,
    *,
    read: Callable[[Any], Found | None],
    model: type[Row] = Document,
) -> Page[Found]:
    """Return a page of a partition's rows whose sort keys begin with a prefix, read strongly consistently.

    The largest sort key comes first. `read` turns a row into what is listed, None where it does not fit the filter.
    """
    way = _Way.of(request, cursor)
    first, last = prefix, prefix + _LAST_CHARACTER
    if way.start is not None:
        first, last = (prefix + way.start, last) if way.is_back else (first, prefix + way.start)
    rows = model.query(
        partition,
        model.sk.between(first, last),
        consistent_read=True,
        scan_index_forward=way.is_back,
        page_size=request.limit + 2,
    )
    ahead = ((row.sk.removeprefix(prefix), row) for row in rows)
    listed = ((position, read(row)) for position, row in ahead if way.leads_to(position))
    found = list(islice(((position, row) for position, row in listed if row is not None), request.limit + 1))
    shown = found[: request.limit]
    return way.page(shown, more_after=shown[-1][0] if len(found) > request.limit else None)


def page_of_index(
    session: Session,
    index: Any,
    partition: str,
    request: PageRequest,
    cursor: Cursor,
    *,
    sort_key: str,
    read: Callable[[Document], Found | None],
) -> Page[Found]:
    """Return a page from a keys-only index, bodies read strongly consistently, newest first.

    `read` turns a row into what is listed, or None where the row no longer fits the filter. The page is filled
    across index pages: it has fewer rows than asked for only at the end, or after ten index pages of a filter that
    hardly anything fits, and is empty only at the end. A page cut short leads on from the last entry looked at.
    """
    way = _Way.of(request, cursor)
    entries = index.query(
        partition,
        way.condition(getattr(Document, sort_key)),
        scan_index_forward=way.is_back,
        page_size=request.limit + 1,
    )
    found: list[tuple[str, Found]] = []
    size = request.limit + 1
    for number in count(1):
        looked_at = list(islice(entries, size))
        found.extend(_bodies(session, looked_at, sort_key, read))
        if len(found) > request.limit:
            return way.page(found[: request.limit], more_after=found[request.limit - 1][0])
        if len(looked_at) < size:
            break
        if found and number >= _MOST_INDEX_PAGES:
            return way.page(found, more_after=getattr(looked_at[-1], sort_key))
        entries.page_iter.page_size = size = LARGEST_BATCH
    return way.page(found, more_after=None)


def _bodies(
    session: Session, entries: Sequence[Document], sort_key: str, read: Callable[[Document], Found | None]
) -> Iterable[tuple[str, Found]]:
    rows = session.load_many(Document, [Key(entry.pk, entry.sk) for entry in entries])
    for entry in entries:
        row = rows.get(Key(entry.pk, entry.sk))
        listed = read(row) if row is not None else None
        if listed is not None:
            yield getattr(entry, sort_key), listed


@dataclass(frozen=True)
class _Way:
    """Where a page starts and which way it goes: on to older rows, or back to newer ones."""

    cursor: Cursor
    start: str | None
    is_back: bool

    @classmethod
    def of(cls, request: PageRequest, cursor: Cursor) -> "_Way":
        """Return the way a request asks for; raises `BadUserInput` for a cursor that is not one of the list."""
        before = cursor.position(request.before, field="before")
        after = cursor.position(request.after, field="after")
        return cls(cursor, before if before is not None else after, is_back=before is not None)

    def leads_to(self, position: str) -> bool:
        """Tell whether a row lies ahead."""
        return self.start is None or (position > self.start if self.is_back else position < self.start)

    def condition(self, attribute: Any) -> Condition | None:
        """Return the same as a condition on the index's sort key."""
        if self.start is None:
            return None
        return attribute > self.start if self.is_back else attribute < self.start

    def page(self, shown: Sequence[tuple[str, Found]], *, more_after: str | None) -> Page[Found]:
        """Return the page of rows met in this order; `more_after` is the position from which more follow."""
        rows = tuple(row for _, row in shown)
        onward = self.cursor.at(more_after) if more_after is not None else None
        back = self.cursor.at(shown[0][0]) if shown and self.start is not None else None
        if self.is_back:
            return Page(rows=rows[::-1], next=back, prev=onward)
        return Page(rows=rows, next=onward, prev=back)
