"""Features on the wire."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field

from tollgate.api.meters import MeterBody, UnitTransformationBody
from tollgate.api.wire import (
    CreatedAtQuery,
    Description,
    Metadata,
    Text,
    sent,
    split_commas,
)
from tollgate.catalog.create_feature import CreateFeatureRequest
from tollgate.catalog.feature import EnumValue, Feature, FeatureStatus, FeatureType, MeterType
from tollgate.catalog.filters import FeatureFilters
from tollgate.catalog.meter import Meter
from tollgate.catalog.unit_transformation import UnitTransformation
from tollgate.catalog.update_feature import UpdateFeatureRequest
from tollgate.shared.entity import Instant, Value
from tollgate.shared.scope import Scope


class EnumValueBody(Value):
    """One value of an ENUM feature."""

    display_name: Text
    value: Text

    def to_value(self) -> EnumValue:
        """Return the domain's value."""
        return EnumValue(display_name=self.display_name, value=self.value)


class CreateFeatureBody(Value):
    """What a new feature is to be."""

    id: str
    display_name: Text
    feature_type: FeatureType
    meter_type: MeterType = MeterType.NONE
    description: Description | None = None
    feature_status: FeatureStatus = FeatureStatus.ACTIVE
    feature_units: Text | None = None
    feature_units_plural: Text | None = None
    enum_configuration: list[EnumValueBody] | None = None
    metadata: Metadata = Field(default_factory=dict)
    meter: MeterBody | None = None
    unit_transformation: UnitTransformationBody | None = None

    def to_request(self, scope: Scope) -> CreateFeatureRequest:
        """Return the domain's request."""
        return CreateFeatureRequest(scope=scope, **_fields(self))


class UpdateFeatureBody(Value):
    """What is to change of a feature: fields that are left out stay, null clears."""

    display_name: Text = Field(default_factory=str)
    description: Description | None = None
    feature_units: Text | None = None
    feature_units_plural: Text | None = None
    enum_configuration: list[EnumValueBody] = Field(default_factory=list)
    metadata: Metadata = Field(default_factory=dict)
    meter: MeterBody | None = None
    unit_transformation: UnitTransformationBody | None = None

    def to_request(self, scope: Scope, feature_id: str) -> UpdateFeatureRequest:
        """Return the domain's request."""
        return UpdateFeatureRequest(scope=scope, id=feature_id, **_fields(self))


def _fields(body: CreateFeatureBody | UpdateFeatureBody) -> dict[str, Any]:
    fields = sent(body)
    if body.enum_configuration is not None and "enum_configuration" in fields:
        fields["enum_configuration"] = tuple(value.to_value() for value in body.enum_configuration)
    if body.meter is not None:
        fields["meter"] = body.meter.to_meter()
    if body.unit_transformation is not None:
        fields["unit_transformation"] = body.unit_transformation.to_transformation()
    return fields


class FeatureView(Value):
    """A feature as the contract shows it."""

    id: str
    display_name: str
    description: str | None
    feature_type: FeatureType
    meter_type: MeterType
    feature_status: FeatureStatus
    feature_units: str | None
    feature_units_plural: str | None
    enum_configuration: list[EnumValue] | None
    metadata: dict[str, str]
    meter: Meter | None
    unit_transformation: UnitTransformation | None
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, feature: Feature) -> Self:
        """Return the view of a feature."""
        return cls.model_validate(feature.model_dump())


class FeatureListQuery(CreatedAtQuery):
    """Which features are listed."""

    id: str | None = None
    feature_type: Annotated[list[FeatureType] | None, BeforeValidator(split_commas)] = None
    meter_type: Annotated[list[MeterType] | None, BeforeValidator(split_commas)] = None
    status: Annotated[list[FeatureStatus] | None, BeforeValidator(split_commas)] = None

    def to_filters(self) -> FeatureFilters:
        """Return the domain's filters."""
        filters: dict[str, Any] = {
            "feature_types": self.feature_type,
            "meter_types": self.meter_type,
            "statuses": self.status,
        }
        given = {name: tuple(values) for name, values in filters.items() if values}
        return FeatureFilters(id=self.id, created_at=self.created_at, **given)
