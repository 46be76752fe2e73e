"""What all wire views share: the envelopes, and the annotated types of parameters."""

from collections.abc import Callable, Mapping, Set
from decimal import Decimal
from typing import Annotated, Any, Generic, Self, TypeVar
from urllib.parse import unquote

from pydantic import BeforeValidator, Field, Strict, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from tollgate.api.powertools import Path
from tollgate.shared.entity import Instant, Value
from tollgate.shared.errors import UnsupportedParameter
from tollgate.shared.filters import InstantRange
from tollgate.shared.page import Page, PageRequest

Shown = TypeVar("Shown")
Row = TypeVar("Row")

PathId = Annotated[str, Path(), BeforeValidator(unquote)]
"""An id in a path. It arrives percent-encoded and is decoded here, once, after the route was found."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=255)]
Description = Annotated[str, StringConstraints(max_length=255)]
Flag = Annotated[bool, Strict()]
"""A JSON boolean, never a text or a number that looks like one."""

_LARGEST_NUMBER = 2**53 - 1


def _number(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise PydanticCustomError("number_type", "Input should be a number")
    # Checked before anything is made of it: 1e999999999 is short to write and long to write out.
    if abs(Decimal(value)) > _LARGEST_NUMBER:
        raise PydanticCustomError("number_range", "Input should be a number of at most 2^53-1 either way")
    return value


Whole = Annotated[int, BeforeValidator(_number)]
Number = Annotated[Decimal, BeforeValidator(_number), WithJsonSchema({"type": "number"})]


def _instant_text(value: Any) -> Any:
    # Numbers, and texts of digits, would also be read: as seconds since 1970.
    if not isinstance(value, str) or value[4:5] != "-":
        raise PydanticCustomError(
            "datetime_type", "Input should be an instant in ISO 8601, such as 2026-01-31T12:00:00Z"
        )
    return value


SentInstant = Annotated[Instant, BeforeValidator(_instant_text)]
"""An instant as callers write it: a text."""

Metadata = dict[str, str]
"""Flat string to string; its limits are checked by `shared.metadata`."""

Unsupported = Annotated[Any, WithJsonSchema({"description": "Refused by this version: UnsupportedParameter."})]
"""A field the contract names and this version cannot honour yet: sent with a value it is refused, never ignored."""

UnsupportedUnlessEmpty = Annotated[Unsupported, BeforeValidator(lambda value: None if value in ("", [], {}) else value)]
"""Such a field where an empty text, list or object asks for nothing that would have to be honoured."""


def refuse_unsupported(body: Value, *, prefix: str = "") -> None:
    """Raise `UnsupportedParameter` naming the first field of the body that was sent and cannot be honoured yet."""
    for name, field in type(body).model_fields.items():
        if Unsupported.__metadata__[0] in field.metadata and getattr(body, name) is not None:
            raise UnsupportedParameter.named(prefix + (field.alias or name))


def sent(body: Value, *, but: Set[str] = frozenset()) -> dict[str, Any]:
    """Return the fields a body was sent with, by name and as they are, but for some."""
    return {name: getattr(body, name) for name in body.model_fields_set - but}


def split_commas(value: Any) -> Any:
    """Return an array query parameter as a list: it arrives comma-separated, repeated, or both."""
    texts = [value] if isinstance(value, str) else value
    return [part for text in texts for part in str(text).split(",") if part] if texts is not None else None


QueryMap = Annotated[dict[str, str], WithJsonSchema({"type": "object", "additionalProperties": {"type": "string"}})]
"""Query parameters such as `dimensions[team]=a`, which `query_map` reads."""


def query_map(name: str, parameters: Mapping[str, str]) -> dict[str, str]:
    """Return what query parameters say of a map of this name, by its keys."""
    prefix = f"{name}["
    return {
        parameter.removeprefix(prefix)[:-1]: value
        for parameter, value in parameters.items()
        if parameter.startswith(prefix) and parameter.endswith("]")
    }


class Data(Value, Generic[Shown]):
    """The envelope of one thing."""

    data: Shown


class Pagination(Value):
    """Opaque cursors of the neighbouring pages; null at the ends."""

    next: str | None
    prev: str | None


class Paged(Value, Generic[Shown]):
    """The envelope of a list."""

    data: list[Shown]
    pagination: Pagination

    @classmethod
    def of(cls, page: Page[Row], view: Callable[[Row], Shown]) -> Self:
        """Return the envelope of a page, each row shown by `view`."""
        return cls(data=[view(row) for row in page.rows], pagination=Pagination(next=page.next, prev=page.prev))


class ListQuery(Value):
    """The query parameters every list has. `starting_after` and `ending_before` are the older names of the cursors."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    after: str | None = None
    before: str | None = None
    starting_after: Annotated[str | None, Field(alias="starting_after")] = None
    ending_before: Annotated[str | None, Field(alias="ending_before")] = None

    def to_page(self) -> PageRequest:
        """Return the page asked for; raises `BadUserInput` for both directions at once."""
        after, before = self.after or self.starting_after, self.before or self.ending_before
        return PageRequest(limit=self.limit, after=after, before=before).checked()


class CreatedAtQuery(ListQuery):
    """A list that is filtered by the instant of creation."""

    created_at_gt: Annotated[SentInstant | None, Field(alias="createdAt[gt]")] = None
    created_at_gte: Annotated[SentInstant | None, Field(alias="createdAt[gte]")] = None
    created_at_lt: Annotated[SentInstant | None, Field(alias="createdAt[lt]")] = None
    created_at_lte: Annotated[SentInstant | None, Field(alias="createdAt[lte]")] = None

    @property
    def created_at(self) -> InstantRange:
        """Return the bounds on the instant of creation."""
        return InstantRange(
            gt=self.created_at_gt, gte=self.created_at_gte, lt=self.created_at_lt, lte=self.created_at_lte
        )
