"""Which events a meter counts, and what each of them is worth to it. Pure."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from tollgate.catalog.meter import AggregationFunction, FilterOperation, Meter, MeterCondition
from tollgate.shared.errors import DomainError
from tollgate.usage.measurement import rounded_value

Fields = Mapping[str, Any]
"""The dimensions of an event, and its name as `eventName`."""

_PREFIX = "dimensions."
_NAME = "eventName"
_ONE = Decimal(1)


def passes(meter: Meter, fields: Fields) -> bool:
    """Tell whether an event meets all conditions of one of the filters."""
    return any(all(_holds(each, fields) for each in filter.conditions) for filter in meter.filters)


def names_of(meter: Meter) -> frozenset[str] | None:
    """Return the names of the events that a meter may count, None where it does not name them all."""
    names: set[str] = set()
    for filter in meter.filters:
        named = [_named(each) for each in filter.conditions if _is_of_name(each)]
        known = [each for each in named if each is not None]
        if not known:
            return None
        names |= frozenset.intersection(*known)
    return frozenset(names)


def may_pass(meter: Meter, name: str) -> bool:
    """Tell whether events of this name may be counted, whatever their dimensions."""
    fields = {_NAME: name}
    return any(all(_holds(each, fields) for each in filter.conditions if _is_of_name(each)) for filter in meter.filters)


def worth_of(meter: Meter, fields: Fields) -> Decimal | str | None:
    """Return what an event that passes adds: one, a number, or a value to be told from others.

    None where the field is missing, or no number where one is wanted: such an event adds nothing.
    """
    function, field = meter.aggregation.function, meter.aggregation.field
    if function is AggregationFunction.COUNT:
        return _ONE
    value = _value(field or "", fields)
    if value is None:
        return None
    if function is AggregationFunction.UNIQUE:
        return text_of(value)
    number = _number(value)
    if number is None:
        return None
    try:
        return rounded_value(number)
    except DomainError:  # beyond what is counted exactly
        return None


def text_of(value: Any) -> str:
    """Return a dimension as a text: 2 and 2.0 are the same one, and so are true and "true"."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return str(value)


def _is_of_name(condition: MeterCondition) -> bool:
    return condition.field.removeprefix(_PREFIX) == _NAME


def _named(condition: MeterCondition) -> frozenset[str] | None:
    match condition.operation:
        case FilterOperation.EQUALS:
            return frozenset((condition.value or "",))
        case FilterOperation.IN:
            return frozenset(condition.values or ())
        case _:
            return None


def _value(field: str, fields: Fields) -> Any:
    return fields.get(field, fields.get(field.removeprefix(_PREFIX)))


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _holds(condition: MeterCondition, fields: Fields) -> bool:
    value, operation = _value(condition.field, fields), condition.operation
    if value is None or operation in (FilterOperation.IS_NULL, FilterOperation.IS_NOT_NULL):
        wanted = (FilterOperation.IS_NULL, FilterOperation.NOT_EQUALS)
        return operation in wanted if value is None else operation is FilterOperation.IS_NOT_NULL
    text, expected = text_of(value), condition.value or ""
    match operation:
        case FilterOperation.EQUALS:
            return text == expected
        case FilterOperation.NOT_EQUALS:
            return text != expected
        case FilterOperation.CONTAINS:
            return expected in text
        case FilterOperation.STARTS_WITH:
            return text.startswith(expected)
        case FilterOperation.ENDS_WITH:
            return text.endswith(expected)
        case FilterOperation.IN:
            return text in (condition.values or ())
        case _:
            return _compares(operation, _number(value), _number(expected))


def _compares(operation: FilterOperation, number: Decimal | None, expected: Decimal | None) -> bool:
    if number is None or expected is None:
        return False
    match operation:
        case FilterOperation.GREATER_THAN:
            return number > expected
        case FilterOperation.GREATER_THAN_OR_EQUAL:
            return number >= expected
        case FilterOperation.LESS_THAN:
            return number < expected
        case _:
            return number <= expected
