"""Filters: comparisons of fields that must all hold, with `and` and `or` of further filters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from tollgate.graphql.lists.comparisons import Comparable, fits
from tollgate.shared.errors import BadUserInput, UnsupportedParameter

Row = TypeVar("Row")
Fields = Mapping[str, Callable[[Row], Comparable]]
"""What a row has in each field that lists filter and sort by."""
Filter = Mapping[str, Any]


@dataclass(frozen=True)
class Related:
    """A field that leads to another row, which has fields of its own; where it leads to none, nothing fits."""

    fields: Fields[Any]
    of: Callable[[Any], Any]

    def __call__(self, row: Any) -> Comparable:
        """Return nothing: where a field leads to is no value that could be compared."""
        return None


MOST_NESTED = 10
LONGEST_PATTERN = 255
"""As long as the longest text there is to compare it with."""
_PATTERNS = frozenset(("like", "notLike", "iLike", "notILike"))
_JOINED = ("and", "or")


def check_filter(filter: Filter, fields: Fields[Any], *, path: str = "filter", depth: int = 1) -> None:
    """Raise `UnsupportedParameter` for a field nothing is known of, `BadUserInput` for what is too deep or too long."""
    if depth > MOST_NESTED:
        raise BadUserInput(f"A filter is nested at most {MOST_NESTED} deep", field=path)
    for name, given in filter.items():
        if given is None:
            continue
        if name in _JOINED:
            for index, each in enumerate(given):
                check_filter(each, fields, path=f"{path}.{name}[{index}]", depth=depth + 1)
        elif name not in fields:
            raise UnsupportedParameter.named(f"{path}.{name}")
        elif isinstance(related := fields[name], Related):
            check_filter(given, related.fields, path=f"{path}.{name}", depth=depth + 1)
        else:
            _check_patterns(given, f"{path}.{name}")


def shows(filter: Filter, row: Row, fields: Fields[Row]) -> bool:
    """Tell whether a row fits: every comparison, everything in `and`, and something in `or`, where they are given."""
    either = filter.get("or")
    return (
        all(_fits(given, fields[name], row) for name, given in filter.items() if given is not None and name in fields)
        and all(shows(each, row, fields) for each in filter.get("and") or ())
        and (not either or any(shows(each, row, fields) for each in either))
    )


def _fits(given: Filter, field: Callable[[Row], Comparable], row: Row) -> bool:
    if not isinstance(field, Related):
        return fits(given, field(row))
    related = field.of(row)
    return related is not None and shows(given, related, field.fields)


def _check_patterns(comparison: Mapping[str, Any], path: str) -> None:
    for operator in _PATTERNS & comparison.keys():
        if len(comparison[operator] or "") > LONGEST_PATTERN:
            field = f"{path}.{operator}"
            raise BadUserInput(f"A pattern has at most {LONGEST_PATTERN} characters", field=field)
