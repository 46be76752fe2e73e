"""Frozen values and entities: the one declaration of every field, for the wire and for storage."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    PlainSerializer,
    SerializationInfo,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel

FOR_STORAGE = {"for": "storage"}
"""The serialisation context that keeps every digit: `entity.model_dump_json(context=FOR_STORAGE)`."""


_BEYOND_INTEGERS = 2**63
"""What no longer fits the integers that serialisers write."""


def json_number(value: Decimal) -> int | float:
    """Return the JSON number for an amount: an integer where it is whole, else the nearest double.

    The only place where a float is made: the contract wants JSON numbers, storage keeps the exact digits.
    """
    is_whole = abs(value) < _BEYOND_INTEGERS and value == value.to_integral_value()
    return int(value) if is_whole else float(value)


def _amount_text(value: Decimal, info: SerializationInfo) -> int | float | str:
    return format(value, "f") if info.context is FOR_STORAGE else json_number(value)


def wire_instant(value: datetime) -> str:
    """Return an instant as the contract writes it: UTC, milliseconds, `Z`."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"


def _to_utc_milliseconds(value: datetime) -> datetime:
    try:
        moment = value.astimezone(UTC)
    except OverflowError as outside:
        raise ValueError("the instant is outside the years 1 to 9999 in UTC") from outside
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


Amount = Annotated[Decimal, PlainSerializer(_amount_text, when_used="json"), WithJsonSchema({"type": "number"})]
"""An exact decimal in memory and in storage, a JSON number on the wire."""

Instant = Annotated[
    AwareDatetime,
    AfterValidator(_to_utc_milliseconds),
    PlainSerializer(wire_instant, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""An aware instant of any offset, kept in UTC to the millisecond."""


class Value(BaseModel):
    """A frozen value with snake_case fields and camelCase aliases; unknown input fields are ignored."""

    model_config = ConfigDict(
        frozen=True,
        alias_generator=to_camel,
        populate_by_name=True,
        extra="ignore",
        defer_build=True,
        ser_json_inf_nan="constants",
    )

    def but(self, **changes: Any) -> Self:
        """Return a copy with these fields changed; the new values are taken as valid."""
        return self.model_copy(update=changes)


class Entity(Value):
    """A stored document. `schema_version` tells readers of a later release how to upgrade it."""

    schema_version: int = 1

    def public_view(self) -> dict[str, Any]:
        """Return every field in wire spelling, as events tell of the entity."""
        return self.model_dump(mode="json", by_alias=True, exclude={"schema_version"})
