"""Define a capability that is sold."""

from tollgate.catalog.events import FeatureCreated
from tollgate.catalog.feature import EnumValue, Feature, FeatureStatus, FeatureType, MeterType
from tollgate.catalog.meter import Meter
from tollgate.catalog.meter_rules import check_meter
from tollgate.catalog.ports import FeatureRepository
from tollgate.catalog.unit_transformation import UnitTransformation
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import DuplicatedEntity, InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids, require_id
from tollgate.shared.metadata import checked_metadata
from tollgate.shared.scope import Scope

MOST_ENUM_TEXT = 40_000
"""Characters of all values and names together, so that a feature and the event that tells of it can be stored."""

LARGEST_DIVISOR = 2**53 - 1


class CreateFeatureRequest(Value):
    """What a new feature is to be."""

    scope: Scope
    id: str
    display_name: str
    feature_type: FeatureType
    meter_type: MeterType = MeterType.NONE
    description: str | None = None
    feature_status: FeatureStatus = FeatureStatus.ACTIVE
    feature_units: str | None = None
    feature_units_plural: str | None = None
    enum_configuration: tuple[EnumValue, ...] | None = None
    meter: Meter | None = None
    unit_transformation: UnitTransformation | None = None
    metadata: dict[str, str] = {}


def create_feature(
    request: CreateFeatureRequest, *, features: FeatureRepository, events: EventRecorder, clock: Clock, ids: Ids
) -> Feature:
    """Return the new feature.

    Raises `DuplicatedEntity` where the id is taken, `FeatureNotMetered`, `MeterOnUnmeteredFeature` and `InvalidInput`
    for what cannot be.
    """
    require_id(request.id, field="id")
    check_kind(request)
    if features.find(request.scope, request.id) is not None:
        raise DuplicatedEntity.of("feature", request.id)
    now = clock.now()
    is_number = request.feature_type is FeatureType.NUMBER
    feature = Feature(
        id=request.id,
        uuid=ids.uuid(),
        display_name=request.display_name,
        description=request.description,
        feature_type=request.feature_type,
        meter_type=request.meter_type,
        feature_status=request.feature_status,
        # Units count something, which only a number does: on other features they are left out.
        feature_units=request.feature_units if is_number else None,
        feature_units_plural=request.feature_units_plural if is_number else None,
        enum_configuration=request.enum_configuration,
        meter=request.meter,
        unit_transformation=request.unit_transformation,
        metadata=checked_metadata(request.metadata),
        created_at=now,
        updated_at=now,
    )
    features.add(request.scope, feature)
    events.record(request.scope, FeatureCreated.of(feature, at=now))
    return feature


def check_kind(request: CreateFeatureRequest) -> None:
    """Raise the refusal of a meter type, enum values, a meter or units that do not belong to the feature's type."""
    if request.feature_type is not FeatureType.NUMBER and request.meter_type is not MeterType.NONE:
        raise InvalidInput("meterType belongs to NUMBER features only; leave it out", field="meterType")
    if request.feature_type is not FeatureType.ENUM and request.enum_configuration:
        raise InvalidInput("enumConfiguration belongs to ENUM features only", field="enumConfiguration")
    if request.feature_type is FeatureType.ENUM:
        check_enum_values(request.enum_configuration or ())
    if request.meter is not None:
        check_meter(request.meter, feature_type=request.feature_type, meter_type=request.meter_type)
    if request.unit_transformation is not None:
        check_unit_transformation(request.unit_transformation, request.meter_type)


def check_enum_values(values: tuple[EnumValue, ...]) -> None:
    """Raise `InvalidInput` unless there are 1-255 values, each once."""
    if not 1 <= len(values) <= 255:
        raise InvalidInput("enumConfiguration of an ENUM feature holds 1-255 values", field="enumConfiguration")
    if len({value.value for value in values}) < len(values):
        raise InvalidInput("Each value of enumConfiguration stands once", field="enumConfiguration")
    if sum(len(value.value) + len(value.display_name) for value in values) > MOST_ENUM_TEXT:
        raise InvalidInput(
            f"enumConfiguration holds at most {MOST_ENUM_TEXT} characters in all; shorten values or names",
            field="enumConfiguration",
        )


def check_unit_transformation(transformation: UnitTransformation, meter_type: MeterType) -> None:
    """Raise `InvalidInput` where the feature's usage is not counted, or the divisor cannot be."""
    if meter_type is MeterType.NONE:
        raise InvalidInput("Only metered features have a unitTransformation", field="unitTransformation")
    if not 1 <= transformation.divide <= LARGEST_DIVISOR:
        raise InvalidInput(f"divide is between 1 and {LARGEST_DIVISOR}", field="unitTransformation.divide")
