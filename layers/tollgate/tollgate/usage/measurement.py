"""A measurement: usage of a feature as it is reported, as a difference or as a new total."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from tollgate.entitlements.live import ResourceId
from tollgate.shared.entity import Amount, Entity, Instant, Value, json_number
from tollgate.shared.errors import InvalidInput
from tollgate.shared.ids import Ids
from tollgate.usage.errors import MeasurementOutOfRange

MOST_AT_ONCE = 100
MOST_ENFORCED = 20
"""So many are sure to fit one transaction, in which all are recorded or none."""
MOST_AHEAD = timedelta(minutes=5)
LARGEST_WHOLE = Decimal(2**53 - 1)
"""The largest whole number that every client reads exactly."""
_LARGEST_FRACTIONAL = Decimal(2**35)
_SMALLEST_STEP = Decimal("0.00001")
_LONGEST_KEY = 300
_LONGEST_DIMENSIONS = 65_536


class UpdateBehavior(StrEnum):
    """How the value is meant: added to the usage, or the usage itself."""

    DELTA = "DELTA"
    SET = "SET"


class NewMeasurement(Value):
    """What is reported. `dimensions` are canonical JSON, as `canonical_dimensions` makes it.

    Where it is to `enforce_limit`, it is refused instead of exceeding a hard limit.
    """

    customer_id: str
    feature_id: str
    value: Amount
    resource_id: ResourceId = None
    update_behavior: UpdateBehavior = UpdateBehavior.DELTA
    created_at: Instant | None = None
    dimensions: str | None = None
    idempotency_key: str | None = None
    enforce_limit: bool = False


class Measurement(Entity):
    """A measurement as it is kept. It counts at `timestamp`; `is_dated` where the caller said when it was made."""

    id: str
    customer_id: str
    feature_id: str
    value: Amount
    resource_id: str | None = None
    update_behavior: UpdateBehavior
    created_at: Instant
    timestamp: Instant
    is_dated: bool
    dimensions: str | None = None
    idempotency_key: str | None = None

    @property
    def identity(self) -> tuple[str, str | None, str, str]:
        """Return what makes two reports the same one: customer, resource, feature and idempotency key."""
        return (self.customer_id, self.resource_id, self.feature_id, self.idempotency_key or self.id)


def canonical_dimensions(dimensions: Mapping[str, Any] | None) -> str | None:
    """Return dimensions as JSON that is the same text for the same dimensions, None where there are none."""
    if not dimensions:
        return None
    return json.dumps(dimensions, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=json_number)


def dimensions_of(canonical: str | None) -> dict[str, Any]:
    """Return the dimensions that `canonical_dimensions` wrote; fractions are texts, which keep every digit."""
    return json.loads(canonical, parse_float=str) if canonical is not None else {}


def measurement_of(new: NewMeasurement, *, now: datetime, ids: Ids) -> Measurement:
    """Return the measurement to record; raises `InvalidInput` naming the field that cannot be."""
    if new.created_at is not None and new.created_at > now + MOST_AHEAD:
        raise InvalidInput("createdAt is more than 5 minutes in the future", field="createdAt")
    if len(new.idempotency_key or "") > _LONGEST_KEY:
        raise InvalidInput(f"idempotencyKey has at most {_LONGEST_KEY} characters", field="idempotencyKey")
    if new.dimensions is not None and len(new.dimensions.encode("utf-8", "surrogatepass")) > _LONGEST_DIMENSIONS:
        raise InvalidInput(f"dimensions are over {_LONGEST_DIMENSIONS} bytes; send fewer", field="dimensions")
    created_at = new.created_at or now
    values = {**dict(new), "value": rounded_value(new.value), "created_at": created_at}
    del values["enforce_limit"]
    # A clock that is ahead by less than five minutes is taken for ours: nothing is counted in the future.
    timestamp = min(created_at, now)
    return Measurement(id=ids.new("measurement"), timestamp=timestamp, is_dated=new.created_at is not None, **values)


def rounded_value(value: Decimal) -> Decimal:
    """Return the value to five decimals, half away from zero; raises `MeasurementOutOfRange` where it is too large."""
    # Compared, not reckoned with: 1e9999999 is short to write, and beyond what decimals may become.
    size, is_whole = value.copy_abs(), value == value.to_integral_value()
    if size > LARGEST_WHOLE or (not is_whole and size >= _LARGEST_FRACTIONAL):
        raise MeasurementOutOfRange(
            "value must be within ±(2^53 - 1), with a fractional part below 2^35 in absolute value", field="value"
        )
    return value.quantize(_SMALLEST_STEP, rounding=ROUND_HALF_UP).normalize() + 0
