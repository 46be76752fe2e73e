"""What the activity log is filtered by, and how little of it has to be read for that."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from tollgate.activity.entry import EntityType, Reach
from tollgate.shared.errors import BadUserInput

Filter = Mapping[str, Any]

_MOST_PLACES = 64
"""Places that are read side by side; for more of them the log is read day by day."""
_JOINED = ("and", "or")


def dated(filter: Filter, *, path: str = "filter") -> dict[str, Any]:
    """Return the filter with the instants it was sent as texts; raises `BadUserInput` where one cannot be read."""
    read: dict[str, Any] = {}
    for name, given in filter.items():
        if name in _JOINED:
            joined = [dated(each, path=f"{path}.{name}[{index}]") for index, each in enumerate(given or ())]
            read[name] = joined if given is not None else None
        elif name == "createdAt" and given is not None:
            read[name] = {each: _instant(text, f"{path}.{name}.{each}") for each, text in given.items()}
        else:
            read[name] = given
    return read


def reach_of(filter: Filter) -> Reach:
    """Return the part of the log that can hold what fits a filter whose instants are read."""
    entity_ids, parent_ids = _named(filter, "entityId"), _named(filter, "parentEntityId")
    types = _named(filter, "entityType")
    bounds = [each["createdAt"] for each in _all_hold(filter) if each.get("createdAt") is not None]
    reach = Reach(
        entity_ids=entity_ids,
        entity_types=[EntityType(each) for each in types] if types is not None else None,
        parent_ids=parent_ids if parent_ids is not None and len(parent_ids) <= _MOST_PLACES else None,
        since=max((each["gte"] for each in bounds if each.get("gte") is not None), default=None),
        until=min((each["lte"] for each in bounds if each.get("lte") is not None), default=None),
    )
    if len(reach.aggregates or ()) > _MOST_PLACES:
        return Reach(parent_ids=reach.parent_ids, since=reach.since, until=reach.until)
    return reach


def _named(filter: Filter, field: str) -> list[str] | None:
    """Return the only values that a field can have, None where nothing says so."""
    for each in _all_hold(filter):
        comparison = each.get(field) or {}
        if comparison.get("eq") is not None:
            return [comparison["eq"]]
        if comparison.get("in") is not None:
            return list(comparison["in"])
    return None


def _all_hold(filter: Filter) -> Iterator[Filter]:
    """Yield the filters that must all hold: the whole one, and those it joins by `and`."""
    yield filter
    for each in filter.get("and") or ():
        yield from _all_hold(each)


def _instant(text: str | None, path: str) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as unreadable:
        raise BadUserInput(f"{path} must be an instant in ISO 8601, such as 2026-01-31", field=path) from unreadable
    if moment.tzinfo is None:
        raise BadUserInput(f"{path} names no time zone; end it with Z or an offset", field=path)
    return moment
