"""What the catalogue needs from storage of groups that are kept in versions. Writes are staged, as in `ports`."""

from typing import Protocol, TypeVar

from tollgate.catalog.feature_group import FeatureGroup
from tollgate.catalog.package_group import PackageGroup
from tollgate.shared.entity import Entity
from tollgate.shared.scope import Scope

AnyGroup = TypeVar("AnyGroup", bound=Entity)


class GroupRepository(Protocol[AnyGroup]):
    """The groups of one kind of an environment, with their versions."""

    def begin_change(self, scope: Scope) -> None:
        """Begin a change that rests on other entities of the catalogue: what it reads still holds at its commit."""
        ...

    def find(self, scope: Scope, group_id: str) -> AnyGroup | None:
        """Return the latest version of the group, or None where there is none of this id."""
        ...

    def version(self, scope: Scope, group_id: str, version: int) -> AnyGroup | None:
        """Return one version of the group, or None where it has none of this number."""
        ...

    def all(self, scope: Scope) -> list[AnyGroup]:
        """Return the latest version of every group of the environment, archived groups included."""
        ...

    def add_version(self, scope: Scope, group: AnyGroup) -> None:
        """Stage a version as the latest one; the first version of an id makes the group."""
        ...

    def save_status(self, scope: Scope, group: AnyGroup) -> None:
        """Stage what all versions of a group share: whether it is archived."""
        ...


FeatureGroupRepository = GroupRepository[FeatureGroup]
PackageGroupRepository = GroupRepository[PackageGroup]
