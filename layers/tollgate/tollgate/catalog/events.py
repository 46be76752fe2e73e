"""What happens in the catalogue."""

from typing import ClassVar

from tollgate.catalog.feature import Feature
from tollgate.shared.entity import Instant
from tollgate.shared.events import DomainEvent


class FeatureEvent(DomainEvent):
    """Something happened to a feature."""

    source: ClassVar[str] = "catalog"

    @classmethod
    def of(cls, feature: Feature, *, at: Instant) -> "FeatureEvent":
        """Return the event with the feature's public view."""
        payload = feature.model_dump(mode="json", by_alias=True, exclude={"schema_version"})
        return cls(aggregate=f"FEATURE#{feature.id}", occurred_at=at, payload=payload)


class FeatureCreated(FeatureEvent):
    """A feature was defined."""

    event_type: ClassVar[str] = "FEATURE_CREATED"


class FeatureUpdated(FeatureEvent):
    """A feature was changed or taken out of the archive."""

    event_type: ClassVar[str] = "FEATURE_UPDATED"


class FeatureArchived(FeatureEvent):
    """A feature was archived."""

    event_type: ClassVar[str] = "FEATURE_ARCHIVED"
