"""Usage on the wire."""

from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from tollgate.api.wire import SentInstant
from tollgate.credits.burn_usage import BurntUsage
from tollgate.credits.consumption import CreditBalance
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.usage.measurement import (
    MOST_AT_ONCE,
    NewMeasurement,
    UpdateBehavior,
    canonical_dimensions,
)
from tollgate.usage.report import ReportedUsage


def _number(value: Any) -> Decimal:
    # A Decimal would also be read from text, and from true and false.
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise PydanticCustomError("number_type", "Input should be a number")
    return Decimal(value)


Number = Annotated[Amount, BeforeValidator(_number), WithJsonSchema({"type": "number"})]


def _dimension(value: Any) -> str | bool | Decimal:
    if isinstance(value, str | bool):
        return value
    if isinstance(value, int | Decimal):
        return Decimal(value)
    raise PydanticCustomError("dimension_type", "Input should be a text, a number, true or false")


_DIMENSION = {"anyOf": [{"type": "string"}, {"type": "boolean"}, {"type": "number"}]}

Dimensions = dict[str, Annotated[str | bool | Decimal, PlainValidator(_dimension), WithJsonSchema(_DIMENSION)]]
"""Names with texts, switches or numbers: flat."""


class UsageBody(Value):
    """One measurement."""

    customer_id: str
    feature_id: str
    value: Number
    resource_id: str | None = None
    update_behavior: UpdateBehavior = UpdateBehavior.DELTA
    created_at: SentInstant | None = None
    dimensions: Dimensions | None = None
    idempotency_key: str | None = None
    enforce_limit: bool = False

    def to_measurement(self, fallback_key: str | None = None) -> NewMeasurement:
        """Return the domain's measurement; `fallback_key` is its idempotency key where it has none of its own."""
        values = dict(self)
        values["dimensions"] = canonical_dimensions(self.dimensions)
        values["idempotency_key"] = self.idempotency_key or fallback_key
        return NewMeasurement(**values)


class ReportUsageBody(Value):
    """Measurements to record, in their order."""

    usages: Annotated[list[UsageBody], Field(min_length=1, max_length=MOST_AT_ONCE)]

    def to_measurements(self, idempotency_key: str | None) -> list[NewMeasurement]:
        """Return the domain's measurements.

        With the header Idempotency-Key every measurement has a key: a retry after a crash does not count twice.
        """
        keys = [f"{idempotency_key}#{index}" if idempotency_key else None for index in range(len(self.usages))]
        return [usage.to_measurement(key) for usage, key in zip(self.usages, keys, strict=True)]


class BurntCreditsView(Value):
    """What a measurement burnt, and what the wallet's grants have been used of after it."""

    consumed: Amount
    currency_id: str
    current_usage: Amount
    usage_limit: Amount
    usage_period_end: Instant | None
    timestamp: Instant

    @classmethod
    def of(cls, burnt: BurntUsage) -> Self:
        """Return the view of what was burnt."""
        balance = balance_fields(burnt.balance)
        return cls(consumed=burnt.credits, **balance)


def balance_fields(balance: CreditBalance) -> dict[str, Any]:
    """Return a balance as answers about usage tell it."""
    return {
        "currency_id": balance.currency_id,
        "current_usage": balance.consumed,
        "usage_limit": balance.granted,
        "usage_period_end": balance.period_end,
        "timestamp": balance.at,
    }


class ReportedUsageView(Value):
    """A recorded measurement with the usage of its period."""

    id: str
    customer_id: str
    feature_id: str
    resource_id: str | None
    value: Amount
    timestamp: Instant
    created_at: Instant
    current_usage: Amount
    usage_period_start: Instant | None
    usage_period_end: Instant | None
    next_reset_date: Instant | None
    credit: BurntCreditsView | None = None

    @classmethod
    def of(cls, reported: ReportedUsage) -> Self:
        """Return the view of a recorded measurement."""
        measurement = reported.measurement
        return cls(
            id=measurement.id,
            customer_id=measurement.customer_id,
            feature_id=measurement.feature_id,
            resource_id=measurement.resource_id,
            value=measurement.value,
            timestamp=measurement.timestamp,
            created_at=measurement.created_at,
            current_usage=reported.current_usage,
            usage_period_start=reported.usage_period_start,
            usage_period_end=reported.usage_period_end,
            next_reset_date=reported.usage_period_end,
            credit=BurntCreditsView.of(reported.credit) if reported.credit is not None else None,
        )
