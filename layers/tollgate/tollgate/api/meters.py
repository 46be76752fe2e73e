"""Meters and unit transformations on the wire."""

from tollgate.api.wire import Text, Whole
from tollgate.catalog.meter import AggregationFunction, FilterOperation, Meter
from tollgate.catalog.unit_transformation import UnitRounding, UnitTransformation
from tollgate.shared.entity import Value


class MeterAggregationBody(Value):
    """How the events that count make a number."""

    function: AggregationFunction
    field: Text | None = None


class MeterConditionBody(Value):
    """What a field of an event must be like."""

    field: Text
    operation: FilterOperation
    value: Text | None = None
    values: list[Text] | None = None


class MeterFilterBody(Value):
    """Conditions that an event must all meet."""

    conditions: list[MeterConditionBody]


class MeterBody(Value):
    """The rule that turns events into usage: those that pass one of the filters count."""

    aggregation: MeterAggregationBody
    filters: list[MeterFilterBody]

    def to_meter(self) -> Meter:
        """Return the domain's meter."""
        return Meter.model_validate(self.model_dump())


class UnitTransformationBody(Value):
    """How many of the units that are reported make one of those that are sold."""

    divide: Whole
    round: UnitRounding = UnitRounding.UP
    feature_units: Text | None = None
    feature_units_plural: Text | None = None

    def to_transformation(self) -> UnitTransformation:
        """Return the domain's transformation."""
        return UnitTransformation(**dict(self))
