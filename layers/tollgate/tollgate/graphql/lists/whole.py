"""Pages of lists that are told as a whole, in an order of their own: a row's position is its place."""

from collections.abc import Sequence
from typing import TypeVar

from tollgate.graphql.lists.connection import CursorPaging, PageInfoView
from tollgate.shared.cursor import Seal
from tollgate.shared.errors import BadUserInput

Row = TypeVar("Row")


def page_of(rows: Sequence[Row], paging: CursorPaging, seal: Seal) -> tuple[Sequence[Row], PageInfoView]:
    """Return the page asked for, and what lies around it; raises `BadUserInput` for a cursor of another list."""
    if paging.is_back:
        end = min(_place(paging.before, seal, "paging.before", otherwise=len(rows)), len(rows))
        start = max(0, end - paging.size)
    else:
        start = min(_place(paging.after, seal, "paging.after", otherwise=-1) + 1, len(rows))
        end = min(start + paging.size, len(rows))
    ends = (seal.at(start), seal.at(end - 1)) if start < end else (None, None)
    return rows[start:end], PageInfoView(end < len(rows), start > 0, *ends)


def _place(cursor: str | None, seal: Seal, field: str, *, otherwise: int) -> int:
    if cursor is None:
        return otherwise
    place = seal.position(cursor, field=field)
    if not isinstance(place, int) or place < 0:
        raise BadUserInput(f"{field} is not a cursor of this list; start without it", field=field)
    return place
