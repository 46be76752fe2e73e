"""The order of a list: the fields that are asked for, then the newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cmp_to_key
from typing import Any, Generic, Protocol, TypeVar

from tollgate.graphql.lists.comparisons import Comparable
from tollgate.graphql.lists.filters import Fields
from tollgate.shared.entity import wire_instant
from tollgate.shared.errors import BadUserInput

MOST_SORTED_BY = 10

Position = list[Any]
"""What decides where a row stands, as JSON says it: its value in each field of the order, then creation and id."""


class Dated(Protocol):
    """Whatever is listed was created once, under an id of its own."""

    @property
    def id(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...


Row = TypeVar("Row", bound=Dated)


@dataclass(frozen=True)
class Order(Generic[Row]):
    """Orders rows by their fields, each ascending or descending, rows without a value before or after the others."""

    fields: Fields[Row]
    keys: Sequence[tuple[str, bool, bool]]

    @classmethod
    def of(cls, sorting: Sequence[Mapping[str, Any]] | None, fields: Fields[Row]) -> "Order[Row]":
        """Return the order asked for. Unless it is said, rows without a value stand where the largest would."""
        asked = list(sorting or ())
        if len(asked) > MOST_SORTED_BY:
            raise BadUserInput(f"A list is sorted by at most {MOST_SORTED_BY} fields", field="sorting")
        keys = [(each["field"], each["direction"] == "DESC", each.get("nulls")) for each in asked]
        return cls(fields, [(name, down, nulls == "NULLS_FIRST" if nulls else down) for name, down, nulls in keys])

    def position(self, row: Row) -> Position:
        """Return where a row stands."""
        values = [self.fields[name](row) for name, _, _ in self.keys]
        return [*map(_plain, values), wire_instant(row.created_at), row.id]

    def sorted(self, rows: Sequence[Row]) -> list[tuple[Position, Row]]:
        """Return the rows in order, each with its position."""
        by_position = cmp_to_key(self.compare)
        return sorted(((self.position(row), row) for row in rows), key=lambda placed: by_position(placed[0]))

    def compare(self, left: Position, right: Position) -> int:
        """Return -1, 0 or 1, as the left position stands before, at or behind the right one."""
        newest_first = [(True, True), (True, True)]
        ways = [*((down, nulls_first) for _, down, nulls_first in self.keys), *newest_first]
        for (down, nulls_first), ours, theirs in zip(ways, left, right, strict=True):
            if ours is None or theirs is None:
                if ours is not theirs:
                    return -1 if (ours is None) is nulls_first else 1
            elif ours != theirs:
                return -1 if (ours < theirs) is not down else 1
        return 0


def _plain(value: Comparable) -> str | int | None:
    match value:
        case datetime():
            return wire_instant(value)
        case tuple():
            return value[0] if value else None
        case _:
            return value
