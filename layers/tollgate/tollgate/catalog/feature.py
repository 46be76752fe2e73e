"""A feature: a capability that is sold."""

from enum import StrEnum
from typing import Any, Self

from tollgate.catalog.meter import Meter
from tollgate.catalog.unit_transformation import UnitTransformation
from tollgate.shared.entity import Entity, Instant, Value


class FeatureType(StrEnum):
    """What an entitlement to the feature says: yes or no, a number, or some of a list of values."""

    BOOLEAN = "BOOLEAN"
    NUMBER = "NUMBER"
    ENUM = "ENUM"


class MeterType(StrEnum):
    """How usage of a NUMBER feature behaves: not counted, up and down (seats), or only up (calls)."""

    NONE = "None"
    FLUCTUATING = "FLUCTUATING"
    INCREMENTAL = "INCREMENTAL"


class FeatureStatus(StrEnum):
    """NEW and ACTIVE features may be put into packages; SUSPENDED is what archiving leaves."""

    NEW = "NEW"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"


class EnumValue(Value):
    """One value of an ENUM feature."""

    display_name: str
    value: str


class Feature(Entity):
    """A capability that is sold. `uuid` is its internal id; type and meter type never change.

    With a `meter` its usage comes from events, without one it is reported. `meter_revision` grows with each change of
    the meter: what was counted by an earlier one is told apart by it.
    """

    id: str
    uuid: str
    display_name: str
    description: str | None = None
    feature_type: FeatureType
    meter_type: MeterType = MeterType.NONE
    feature_status: FeatureStatus = FeatureStatus.ACTIVE
    feature_units: str | None = None
    feature_units_plural: str | None = None
    enum_configuration: tuple[EnumValue, ...] | None = None
    meter: Meter | None = None
    meter_revision: int = 0
    unit_transformation: UnitTransformation | None = None
    metadata: dict[str, str] = {}
    created_at: Instant
    updated_at: Instant

    @property
    def is_metered(self) -> bool:
        """Tell whether usage of the feature is counted."""
        return self.meter_type is not MeterType.NONE

    @property
    def has_meter(self) -> bool:
        """Tell whether usage of the feature comes from events."""
        return self.meter is not None

    @property
    def is_archived(self) -> bool:
        """Tell whether the feature may not be put into packages any more."""
        return self.feature_status is FeatureStatus.SUSPENDED

    @property
    def enum_value_names(self) -> set[str]:
        """Return the values an ENUM feature has; empty on others."""
        return {each.value for each in self.enum_configuration or ()}

    def public_view(self) -> dict[str, Any]:
        """Return what is told of the feature: nothing of how often its meter was changed."""
        view = super().public_view()
        del view["meterRevision"]
        return view

    def archived(self, *, at: Instant) -> Self:
        """Return the feature as archiving leaves it."""
        return self.but(feature_status=FeatureStatus.SUSPENDED, updated_at=at)

    def unarchived(self, *, at: Instant) -> Self:
        """Return the feature as it is after it was taken out of the archive."""
        return self.but(feature_status=FeatureStatus.ACTIVE, updated_at=at)
