"""Connections over rows that are read as far as a page needs, in the one order they are kept in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from tollgate.graphql.lists.connection import Asked, ConnectionView, CursorPaging, EdgeView, PageInfoView
from tollgate.graphql.lists.filters import Fields, check_filter, shows
from tollgate.shared.cursor import Seal
from tollgate.shared.errors import BadUserInput
from tollgate.shared.scope import Scope

MOST_LOOKED_AT = 2_000
"""Rows that one request reads at most: a page of what hardly anything fits is cut short and leads on from there."""


class Placed(Protocol):
    """A row that knows its place in the kept order."""

    @property
    def position(self) -> str: ...


Row = TypeVar("Row", bound=Placed)
Read = Callable[[str | None, bool], Iterator[Row]]
"""Reads rows beyond a position: newest first, or with True oldest first."""


@dataclass(frozen=True)
class Streamed(Generic[Row]):
    """A list of an environment that is kept in order: its kind, and what its rows are filtered by."""

    scope: Scope
    kind: str
    fields: Fields[Row]

    def connection(
        self, read: Read[Row], asked: Asked, view: Callable[[Row], Any], *, is_ascending: bool
    ) -> ConnectionView:
        """Return the page asked for of the rows that fit, each shown by `view`.

        Raises `BadUserInput` for what cannot be asked, `UnsupportedParameter` for fields that nothing is known of.
        What there is on the side a page comes from is not looked at: with a cursor, that there is something is assumed.
        """
        filter = asked.filter or {}
        check_filter(filter, self.fields)
        paging, seal = CursorPaging.of(asked.paging), asked.seal(self.scope, self.kind)
        start = _start(paging, seal)
        found: list[Row] = []
        reached = None
        for number, row in enumerate(read(start, paging.is_back is not is_ascending), start=1):
            if shows(filter, row, self.fields):
                found.append(row)
            if len(found) > paging.size:
                break
            if number == MOST_LOOKED_AT:
                reached = seal.at(row.position)
                break
        page = found[: paging.size][:: -1 if paging.is_back else 1]
        edges = [EdgeView(node=view(row), cursor=seal.at(row.position)) for row in page]
        has_more = reached is not None or len(found) > paging.size
        return ConnectionView(edges, _info(edges, paging, start, reached, has_more=has_more), len(found))


def _start(paging: CursorPaging, seal: Seal) -> str | None:
    cursor, field = (paging.before, "paging.before") if paging.is_back else (paging.after, "paging.after")
    if cursor is None:
        return None
    position = seal.position(cursor, field=field)
    if not isinstance(position, str):
        raise BadUserInput(f"{field} is not a cursor of this list; start without it", field=field)
    return position


def _info(
    edges: list[EdgeView], paging: CursorPaging, start: str | None, reached: str | None, *, has_more: bool
) -> PageInfoView:
    first, last = (edges[0].cursor, edges[-1].cursor) if edges else (None, None)
    if paging.is_back:
        return PageInfoView(start is not None, has_more, reached or first, last)
    return PageInfoView(has_more, start is not None, first, reached or last)
