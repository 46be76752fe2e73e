"""How inputs are read: GraphQL has checked their types, the class has the rest of the rules."""

from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import contextmanager
from typing import Any, TypeVar

from pydantic import ValidationError

from tollgate.api.errors import bad_input
from tollgate.shared.entity import Value
from tollgate.shared.errors import DomainError

Read = TypeVar("Read", bound=Value)

METADATA = frozenset(("additionalMetaData", "metadata"))
"""Fields that hold what is the caller's own: whatever it is called there, it is none of ours."""


def read(kind: type[Read], given: dict[str, Any]) -> Read:
    """Return the input as its class; raises `BadUserInput` naming the fields that are wrong."""
    try:
        return kind.model_validate(given)
    except ValidationError as invalid:
        errors = ({**error, "loc": ("input", *error["loc"])} for error in invalid.errors())
        raise bad_input(errors) from invalid


def without_nulls(given: dict[str, Any]) -> dict[str, Any]:
    """Return an input without its fields that are null, where nothing could be cleared by them."""
    return {name: value for name, value in given.items() if value is not None}


def without_nulls_within(given: Any) -> Any:
    """Return an input without any field that is null, however deep it stands."""
    if isinstance(given, list):
        return [without_nulls_within(each) for each in given]
    if isinstance(given, dict):
        left = without_nulls(given).items()
        return {name: value if name in METADATA else without_nulls_within(value) for name, value in left}
    return given


def given_fields(given: dict[str, Any], *, cleared_by_null: Set[str] = frozenset()) -> dict[str, Any]:
    """Return an input without its nulls, however deep, but for fields that null clears; metadata stays as it is."""
    return {
        name: value if name in METADATA else without_nulls_within(value)
        for name, value in given.items()
        if value is not None or name in cleared_by_null
    }


@contextmanager
def fields_named(names: Mapping[str, str], *, prefix: str = "") -> Iterator[None]:
    """Let an error of the domain name its field as the input does: under another name, at another place."""

    def renamed(field: str) -> str:
        first, dot, rest = field.partition(".")
        return prefix + names.get(first, first) + dot + rest

    with fields_renamed(renamed):
        yield


@contextmanager
def fields_renamed(renamed: Callable[[str], str]) -> Iterator[None]:
    """Let an error of the domain name its field by the path that `renamed` makes of its own."""
    try:
        yield
    except DomainError as error:
        field = error.details.get("field")
        if field is not None:
            error.details["field"] = renamed(field)
        raise
