"""Every operation of a meter's conditions, with what it takes and what it does not."""

from typing import Any

import pytest

from tollgate.catalog.feature import FeatureType, MeterType
from tollgate.catalog.meter import AggregationFunction, FilterOperation, Meter, MeterAggregation
from tollgate.catalog.meter_rules import MOST_CONDITIONS, MOST_FILTERS, MOST_VALUES, check_meter
from tollgate.shared.errors import InvalidInput

EVENT = {"field": "eventName", "operation": "EQUALS", "value": "call"}
HERE = "meter.filters[0].conditions[0]"


def a_meter(*conditions: dict[str, Any], function: str = "COUNT", field: str | None = None) -> Meter:
    """Return a meter with one filter; by default it counts the events called `call`."""
    filters = [{"conditions": conditions or [EVENT]}]
    return Meter.model_validate({"aggregation": {"function": function, "field": field}, "filters": filters})


def refused_field(meter: Meter) -> str | None:
    """Return the field that is refused, None where the meter is fine."""
    try:
        check_meter(meter, feature_type=FeatureType.NUMBER, meter_type=MeterType.INCREMENTAL)
    except InvalidInput as refused:
        return refused.details["field"]
    return None


@pytest.mark.parametrize("function", AggregationFunction)
def test_everything_but_a_count_is_made_of_a_field(function: AggregationFunction) -> None:
    is_count = function is AggregationFunction.COUNT
    assert refused_field(a_meter(function=function)) == (None if is_count else "meter.aggregation.field")
    assert refused_field(a_meter(function=function, field="size")) == ("meter.aggregation.field" if is_count else None)


NOTHING, ONE, LIST = {}, {"value": "12.5"}, {"values": ["a", "b"]}  # type: ignore[var-annotated]
TAKES = {
    FilterOperation.IS_NULL: NOTHING,
    FilterOperation.IS_NOT_NULL: NOTHING,
    FilterOperation.IN: LIST,
}


@pytest.mark.parametrize("operation", FilterOperation)
def test_an_operation_takes_what_it_compares_with_and_nothing_else(operation: FilterOperation) -> None:
    taken = TAKES.get(operation, ONE)

    def field_of(**operands: Any) -> str | None:
        return refused_field(a_meter({"field": "size", "operation": operation, **operands}))

    assert field_of(**taken) is None
    for operands in (NOTHING, ONE, LIST, {**ONE, **LIST}):
        surplus = [name for name in operands if name not in taken]
        missing = [name for name in taken if name not in operands]
        expected = {f"{HERE}.{name}" for name in surplus + missing} or {None}
        assert field_of(**operands) in expected


@pytest.mark.parametrize("operation", [each for each in FilterOperation if "THAN" in each])
def test_an_order_is_one_of_numbers(operation: FilterOperation) -> None:
    for text, field in (
        ("-0.5", None),
        ("1e3", None),
        ("", f"{HERE}.value"),
        ("ten", f"{HERE}.value"),
        ("NaN", f"{HERE}.value"),
        ("Infinity", f"{HERE}.value"),
    ):
        assert refused_field(a_meter({"field": "size", "operation": operation, "value": text})) == field


def test_an_empty_list_beside_a_value_says_nothing() -> None:
    assert refused_field(a_meter({**EVENT, "values": []})) is None


def test_a_meter_has_a_bounded_number_of_parts() -> None:
    none = Meter(aggregation=MeterAggregation(function=AggregationFunction.COUNT), filters=())
    assert refused_field(none) == "meter.filters"
    one = a_meter().filters
    assert refused_field(none.but(filters=one * MOST_FILTERS)) is None
    assert refused_field(none.but(filters=one * (MOST_FILTERS + 1))) == "meter.filters"
    assert refused_field(none.but(filters=(one[0].but(conditions=()),))) == "meter.filters[0].conditions"
    assert refused_field(a_meter(*[EVENT] * MOST_CONDITIONS)) is None
    assert refused_field(a_meter(*[EVENT] * (MOST_CONDITIONS + 1))) == "meter.filters[0].conditions"
    listed = {"field": "region", "operation": "IN"}
    assert refused_field(a_meter({**listed, "values": ["x"] * MOST_VALUES})) is None
    for values in ([], ["x"] * (MOST_VALUES + 1)):
        assert refused_field(a_meter({**listed, "values": values})) == f"{HERE}.values"
    assert refused_field(a_meter(*[{**listed, "values": ["x" * 255] * 10}] * 16)) == "meter.filters"
