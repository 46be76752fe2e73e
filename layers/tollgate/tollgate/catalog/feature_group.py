"""A feature group: features that are put into packages together, each with its value."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from tollgate.shared.entity import Entity, Instant


class FeatureGroupStatus(StrEnum):
    """ARCHIVED groups are put into no more packages."""

    PUBLISHED = "PUBLISHED"
    ARCHIVED = "ARCHIVED"


class FeatureGroup(Entity):
    """One version of a feature group. A version never changes; editing makes the next one, which is the latest.

    Archival is the group's own, not a version's: `status` and `is_latest` are right in what the repository returns.
    """

    id: str
    uuid: str
    display_name: str
    description: str | None = None
    feature_ids: tuple[str, ...]
    status: FeatureGroupStatus = FeatureGroupStatus.PUBLISHED
    version_number: int = 1
    is_latest: bool = True
    created_at: Instant
    updated_at: Instant

    @property
    def is_archived(self) -> bool:
        """Tell whether the group is put into no more packages."""
        return self.status is FeatureGroupStatus.ARCHIVED

    def next_version(self, changes: dict[str, Any], *, at: datetime) -> Self:
        """Return the version that takes this one's place."""
        return self.but(**changes, version_number=self.version_number + 1, updated_at=at)

    def archived(self, *, at: datetime) -> Self:
        """Return the group as archiving leaves it."""
        return self.but(status=FeatureGroupStatus.ARCHIVED, updated_at=at)

    def unarchived(self, *, at: datetime) -> Self:
        """Return the group as it may be put into packages again."""
        return self.but(status=FeatureGroupStatus.PUBLISHED, updated_at=at)
