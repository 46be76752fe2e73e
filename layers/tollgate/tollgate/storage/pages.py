"""Pages of lists: opaque cursors bound to environment and filter, over an index or over rows in memory."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, TypeVar

from tollgate.shared.errors import BadUserInput
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage.keys import Key, digest, environment
from tollgate.storage.models import Document
from tollgate.storage.session import Session

Found = TypeVar("Found")

_MOST_INDEX_PAGES = 10


class Cursor:
    """Makes and reads the cursors of one list: of one environment, one kind and one filter."""

    def __init__(self, scope: Scope, kind: str, filters: dict[str, Any]) -> None:
        self._fingerprint = digest(environment(scope) + kind + json.dumps(filters, sort_keys=True, default=str))[:16]

    def at(self, position: str) -> str:
        """Return the cursor of a row, given the sort key it has in its list."""
        return urlsafe_b64encode(json.dumps([self._fingerprint, position]).encode()).decode().rstrip("=")

    def position(self, cursor: str | None, *, field: str) -> str | None:
        """Return the sort key a cursor names; raises `BadUserInput` for one that is broken or of another list."""
        if cursor is None:
            return None
        try:
            fingerprint, position = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        except (NotBase64, ValueError, TypeError) as broken:
            raise BadUserInput(f"{field} is not a cursor of this list; use pagination.next or prev", field=field) from (
                broken
            )
        if fingerprint != self._fingerprint or not isinstance(position, str):
            raise BadUserInput(f"{field} is a cursor of another list or filter; start without it", field=field)
        return position


def page_in_memory(rows: Iterable[tuple[str, Found]], request: PageRequest, cursor: Cursor) -> Page[Found]:
    """Return a page of (sort key, row) pairs, newest first: largest sort key first."""
    ordered = sorted(rows, key=lambda pair: pair[0], reverse=True)
    after = cursor.position(request.after, field="after")
    before = cursor.position(request.before, field="before")
    if before is not None:
        newer = [pair for pair in ordered if pair[0] > before]
        return _page(newer[-request.limit :], cursor, has_newer=len(newer) > request.limit, has_older=True)
    older = [pair for pair in ordered if after is None or pair[0] < after]
    return _page(older[: request.limit], cursor, has_newer=after is not None, has_older=len(older) > request.limit)


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
    across index pages (at most ten for a filter that hardly anything fits), so that it is empty only at the end.
    """
    after = cursor.position(request.after, field="after")
    before = cursor.position(request.before, field="before")
    attribute = getattr(Document, sort_key)
    condition = attribute > before if before is not None else attribute < after if after is not None else None
    keys = index.query(partition, condition, scan_index_forward=before is not None)
    found: list[tuple[str, Found]] = []
    for _ in range(_MOST_INDEX_PAGES):
        chunk = list(islice(keys, request.limit + 1))
        found.extend(_bodies(session, chunk, sort_key, read))
        if len(chunk) <= request.limit or len(found) > request.limit:
            break
    shown = found[: request.limit]
    if before is not None:
        return _page(shown[::-1], cursor, has_newer=len(found) > request.limit, has_older=True)
    return _page(shown, cursor, has_newer=after is not None, has_older=len(found) > request.limit)


def _bodies(
    session: Session, index_rows: Sequence[Document], sort_key: str, read: Callable[[Document], Found | None]
) -> Iterable[tuple[str, Found]]:
    rows = session.load_many(Document, [Key(row.pk, row.sk) for row in index_rows])
    for entry in index_rows:
        row = rows.get(Key(entry.pk, entry.sk))
        listed = read(row) if row is not None else None
        if listed is not None:
            yield getattr(entry, sort_key), listed


def _page(shown: Sequence[tuple[str, Found]], cursor: Cursor, *, has_newer: bool, has_older: bool) -> Page[Found]:
    if not shown:
        return Page(rows=())
    return Page(
        rows=tuple(row for _, row in shown),
        next=cursor.at(shown[-1][0]) if has_older else None,
        prev=cursor.at(shown[0][0]) if has_newer else None,
    )
