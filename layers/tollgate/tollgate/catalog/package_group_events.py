"""What happens to package groups."""

from typing import ClassVar, Self

from tollgate.catalog.package_group import PackageGroup
from tollgate.shared.entity import Entity, Instant
from tollgate.shared.events import DomainEvent


class PackageGroupEvent(DomainEvent):
    """Something happened to a package group."""

    source: ClassVar[str] = "catalog"
    tells_of: ClassVar[type[Entity]] = PackageGroup

    @classmethod
    def of(cls, group: PackageGroup, *, at: Instant) -> Self:
        """Return the event with the group's public view, its add-ons by their ids."""
        payload = group.public_view()
        payload["addons"] = payload.pop("addonIds")
        return cls(aggregate=f"PACKAGE_GROUP#{group.id}", occurred_at=at, payload=payload)


class PackageGroupCreated(PackageGroupEvent):
    """A package group was defined."""

    event_type: ClassVar[str] = "PACKAGE_GROUP_CREATED"


class PackageGroupUpdated(PackageGroupEvent):
    """A package group has a new version or was archived; the published list has no other word for that."""

    event_type: ClassVar[str] = "PACKAGE_GROUP_UPDATED"
