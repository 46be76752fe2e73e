"""Connections: pages of lists in the shape of GraphQL's Relay convention, over rows that are all at hand."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple

from pydantic import Field

from tollgate.graphql.inputs.reading import fields_named, read
from tollgate.graphql.lists.filters import Fields, check_filter, shows
from tollgate.graphql.lists.ordering import Order, Position, Row
from tollgate.shared.cursor import Seal
from tollgate.shared.entity import Value
from tollgate.shared.errors import BadUserInput
from tollgate.shared.scope import Scope

DEFAULT_PAGE, LARGEST_PAGE = 20, 100


class CursorPaging(Value):
    """`CursorPaging`: the `first` rows `after` a cursor, or the `last` ones `before` one."""

    first: int | None = Field(default=None, ge=1, le=LARGEST_PAGE)
    last: int | None = Field(default=None, ge=1, le=LARGEST_PAGE)
    after: str | None = None
    before: str | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any] | None) -> "CursorPaging":
        """Return the paging asked for; raises `BadUserInput` for both directions at once."""
        with fields_named({}, prefix="paging."):
            paging = read(cls, dict(given or {}))
            forward, backward = (paging.first, paging.after), (paging.last, paging.before)
            if any(each is not None for each in forward) and any(each is not None for each in backward):
                field = "last" if paging.last is not None else "before"
                raise BadUserInput("Send first and after, or last and before, not both directions", field=field)
        return paging

    @property
    def is_back(self) -> bool:
        """Tell whether the page lies before its cursor, or at the list's end."""
        return self.last is not None or self.before is not None

    @property
    def size(self) -> int:
        """Return how many rows a page has at most."""
        return self.last or self.first or DEFAULT_PAGE


class EdgeView(NamedTuple):
    """An edge: a row and its cursor."""

    node: Any
    cursor: str


class PageInfoView(NamedTuple):
    """`PageInfo`: whether there are rows beyond the page, on either side, and the cursors of its ends."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


class ConnectionView(NamedTuple):
    """A connection: a page of what fits the filter, and how much that is in all."""

    edges: list[EdgeView]
    page_info: PageInfoView
    total_count: int


@dataclass(frozen=True)
class Asked:
    """What a list was asked with, as GraphQL read it."""

    filter: Mapping[str, Any] | None = None
    sorting: Sequence[Mapping[str, Any]] | None = None
    paging: Mapping[str, Any] | None = None

    def seal(self, scope: Scope, kind: str) -> Seal:
        """Return what makes the cursors of this list of an environment."""
        name = [scope.account_id, scope.environment_id, kind, self.filter, self.sorting]
        return Seal(json.dumps(name, sort_keys=True, default=str))


@dataclass(frozen=True)
class Listed(Generic[Row]):
    """A list of an environment: its kind, and what its rows are filtered and sorted by."""

    scope: Scope
    kind: str
    fields: Fields[Row]

    def connection(self, rows: Iterable[Row], asked: Asked, view: Callable[[Row], Any]) -> ConnectionView:
        """Return the page asked for of the rows that fit, each shown by `view`.

        Raises `BadUserInput` for what cannot be asked, `UnsupportedParameter` for fields that nothing is known of.
        """
        filter = asked.filter or {}
        check_filter(filter, self.fields)
        order = Order.of(asked.sorting, self.fields)
        paging, seal = CursorPaging.of(asked.paging), asked.seal(self.scope, self.kind)
        fitting = order.sorted([row for row in rows if shows(filter, row, self.fields)])
        start, end = _bounds(fitting, order, paging, seal)
        page = fitting[start:end]
        edges = [EdgeView(node=view(row), cursor=seal.at(position)) for position, row in page]
        ends = (edges[0].cursor, edges[-1].cursor) if edges else (None, None)
        info = PageInfoView(end < len(fitting), start > 0, *ends)
        return ConnectionView(edges=edges, page_info=info, total_count=len(fitting))


def _bounds(
    fitting: Sequence[tuple[Position, Row]], order: Order[Row], paging: CursorPaging, seal: Seal
) -> tuple[int, int]:
    """Return where the page begins and ends among the rows that fit, whether or not its cursor's row still does."""
    if paging.is_back:
        end = _place(fitting, order, paging.before, seal, behind=False, field="paging.before", otherwise=len(fitting))
        return max(0, end - paging.size), end
    start = _place(fitting, order, paging.after, seal, behind=True, field="paging.after", otherwise=0)
    return start, min(len(fitting), start + paging.size)


def _place(
    fitting: Sequence[tuple[Position, Row]],
    order: Order[Row],
    cursor: str | None,
    seal: Seal,
    *,
    behind: bool,
    field: str,
    otherwise: int,
) -> int:
    if cursor is None:
        return otherwise
    position = seal.position(cursor, field=field)
    try:
        places = [order.compare(row, position) for row, _ in fitting]
    except (TypeError, ValueError) as other:
        raise BadUserInput(f"{field} is not a cursor of this list; start without it", field=field) from other
    return sum(place < 0 or (behind and place == 0) for place in places)
