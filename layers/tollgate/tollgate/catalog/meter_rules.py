"""Which meters a feature may have."""

from decimal import Decimal, InvalidOperation

from tollgate.catalog.errors import FeatureNotMetered, MeterOnUnmeteredFeature
from tollgate.catalog.feature import FeatureType, MeterType
from tollgate.catalog.meter import AggregationFunction, FilterOperation, Meter, MeterCondition
from tollgate.shared.errors import InvalidInput

MOST_FILTERS, MOST_CONDITIONS, MOST_VALUES = 20, 20, 100
MOST_METER_TEXT = 40_000
"""Characters of all fields and values together, so that a feature and the event that tells of it can be stored."""

_COMPARES_NUMBERS = {
    FilterOperation.GREATER_THAN,
    FilterOperation.GREATER_THAN_OR_EQUAL,
    FilterOperation.LESS_THAN,
    FilterOperation.LESS_THAN_OR_EQUAL,
}
_TAKES_NOTHING = {FilterOperation.IS_NULL, FilterOperation.IS_NOT_NULL}


def check_meter(meter: Meter, *, feature_type: FeatureType, meter_type: MeterType) -> None:
    """Raise `FeatureNotMetered`, `MeterOnUnmeteredFeature`, or `InvalidInput` naming the part that cannot be."""
    if feature_type is not FeatureType.NUMBER:
        raise FeatureNotMetered(
            "Only NUMBER features are metered; leave meter out", featureType=feature_type, field="meter"
        )
    if meter_type is MeterType.NONE:
        raise MeterOnUnmeteredFeature(
            "A meter needs a feature with the meterType INCREMENTAL or FLUCTUATING", field="meter"
        )
    _check_aggregation(meter)
    _check_number_of(meter.filters, MOST_FILTERS, "meter.filters")
    for place, filter in enumerate(meter.filters):
        path = f"meter.filters[{place}].conditions"
        _check_number_of(filter.conditions, MOST_CONDITIONS, path)
        for index, condition in enumerate(filter.conditions):
            _check_condition(condition, f"{path}[{index}]")
    if sum(_length(each) for filter in meter.filters for each in filter.conditions) > MOST_METER_TEXT:
        raise InvalidInput(f"A meter holds at most {MOST_METER_TEXT} characters in all", field="meter.filters")


def _check_aggregation(meter: Meter) -> None:
    aggregation, field = meter.aggregation, "meter.aggregation.field"
    if aggregation.function is AggregationFunction.COUNT and aggregation.field is not None:
        raise InvalidInput("COUNT counts events, whatever their fields; leave field out", field=field)
    if aggregation.function is not AggregationFunction.COUNT and aggregation.field is None:
        raise InvalidInput(f"{aggregation.function} needs the field of the events that it is made of", field=field)


def _check_number_of(parts: tuple[object, ...], most: int, path: str) -> None:
    if not 1 <= len(parts) <= most:
        raise InvalidInput(f"{path} holds 1-{most} entries", field=path)


def _check_condition(condition: MeterCondition, path: str) -> None:
    operation, value, values = condition.operation, condition.value, condition.values
    takes_values = operation is FilterOperation.IN
    takes_value = not takes_values and operation not in _TAKES_NOTHING
    if value is not None and not takes_value:
        raise InvalidInput(f"{operation} takes no value; leave it out", field=f"{path}.value")
    if values and not takes_values:
        raise InvalidInput(f"{operation} takes no list of values; leave it out", field=f"{path}.values")
    if takes_values:
        _check_number_of(values or (), MOST_VALUES, f"{path}.values")
    if takes_value and value is None:
        raise InvalidInput(f"{operation} needs the value to compare with", field=f"{path}.value")
    if operation in _COMPARES_NUMBERS and not _is_number(value or ""):
        raise InvalidInput(f"{operation} compares numbers; give one as value", field=f"{path}.value")


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _length(condition: MeterCondition) -> int:
    return len(condition.field) + len(condition.value or "") + sum(len(value) for value in condition.values or ())
