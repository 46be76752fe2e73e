"""A package group: add-ons that plans offer together, some of which have to be taken and some of which are free."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from tollgate.shared.entity import Entity, Instant


class PackageGroupStatus(StrEnum):
    """A DRAFT has no add-ons yet: no plan that offers it is sold. ARCHIVED groups are offered by no more plans."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    ARCHIVED = "ARCHIVED"


class PackageGroup(Entity):
    """One version of a package group. A version never changes; editing makes the next one, which is the latest.

    Archival is the group's own, not a version's: `status` and `is_latest` are right in what the repository returns.
    """

    id: str
    uuid: str
    product_id: str
    display_name: str
    description: str | None = None
    addon_ids: tuple[str, ...] = ()
    status: PackageGroupStatus = PackageGroupStatus.DRAFT
    version_number: int = 1
    is_latest: bool = True
    created_at: Instant
    updated_at: Instant

    @property
    def is_archived(self) -> bool:
        """Tell whether the group is offered by no more plans."""
        return self.status is PackageGroupStatus.ARCHIVED

    @property
    def is_draft(self) -> bool:
        """Tell whether there is nothing in the group to be sold yet."""
        return self.status is PackageGroupStatus.DRAFT

    def next_version(self, changes: dict[str, Any], *, at: datetime) -> Self:
        """Return the version that takes this one's place; with add-ons in it, it is published."""
        changed = self.but(**changes, version_number=self.version_number + 1, updated_at=at)
        status = PackageGroupStatus.PUBLISHED if changed.addon_ids else PackageGroupStatus.DRAFT
        return changed.but(status=status)

    def archived(self, *, at: datetime) -> Self:
        """Return the group as archiving leaves it."""
        return self.but(status=PackageGroupStatus.ARCHIVED, updated_at=at)
