"""A meter: the rule that turns events into the usage of a feature."""

from enum import StrEnum

from tollgate.shared.entity import Value


class AggregationFunction(StrEnum):
    """What the events of a usage period are put together to."""

    COUNT = "COUNT"
    UNIQUE = "UNIQUE"
    SUM = "SUM"
    MAX = "MAX"
    MIN = "MIN"
    AVG = "AVG"


class FilterOperation(StrEnum):
    """How a condition looks at a field of an event."""

    EQUALS = "EQUALS"
    NOT_EQUALS = "NOT_EQUALS"
    GREATER_THAN = "GREATER_THAN"
    GREATER_THAN_OR_EQUAL = "GREATER_THAN_OR_EQUAL"
    LESS_THAN = "LESS_THAN"
    LESS_THAN_OR_EQUAL = "LESS_THAN_OR_EQUAL"
    IS_NULL = "IS_NULL"
    IS_NOT_NULL = "IS_NOT_NULL"
    CONTAINS = "CONTAINS"
    STARTS_WITH = "STARTS_WITH"
    ENDS_WITH = "ENDS_WITH"
    IN = "IN"


class MeterAggregation(Value):
    """How the events that count make a number: of one of their fields, unless they are only counted."""

    function: AggregationFunction
    field: str | None = None


class MeterCondition(Value):
    """What a field of an event must be like: compared with a value, with a list of values, or only there or not."""

    field: str
    operation: FilterOperation
    value: str | None = None
    values: tuple[str, ...] | None = None


class MeterFilter(Value):
    """Conditions that an event must all meet."""

    conditions: tuple[MeterCondition, ...]


class Meter(Value):
    """Counts the events that pass at least one of the filters."""

    aggregation: MeterAggregation
    filters: tuple[MeterFilter, ...]
