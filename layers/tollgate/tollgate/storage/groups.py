"""Groups of features and of add-ons in table `documents`: the latest versions in one partition, and every version."""

from typing import Generic, TypeVar

from tollgate.catalog.feature_group import FeatureGroup
from tollgate.catalog.package_group import PackageGroup
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.catalog_version import hold_catalog_version, move_catalog_version
from tollgate.storage.documents import body_of, read
from tollgate.storage.models import Document
from tollgate.storage.session import Session

AnyGroup = TypeVar("AnyGroup", FeatureGroup, PackageGroup)


class DynamoGroups(Generic[AnyGroup]):
    """Satisfies `catalog.group_ports.GroupRepository`; `name` is what keys and events call the kind."""

    def __init__(self, name: str, kind: type[AnyGroup], session: Session) -> None:
        self._kind: type[AnyGroup] = kind
        self._name, self._session = name, session

    def begin_change(self, scope: Scope) -> None:
        """Begin a change that rests on other entities of the catalogue: what it reads still holds at its commit."""
        hold_catalog_version(self._session, scope)

    def find(self, scope: Scope, group_id: str) -> AnyGroup | None:
        """Return the latest version of the group, or None where there is none of this id."""
        row = self._session.load(Document, keys.catalog_entity(scope, self._name, group_id))
        return read(self._kind, row) if row is not None else None

    def version(self, scope: Scope, group_id: str, version: int) -> AnyGroup | None:
        """Return one version of the group, or None where it has none of this number."""
        latest = self.find(scope, group_id)
        row = self._session.load(Document, keys.package_version(scope, self._name, group_id, version))
        if latest is None or row is None:
            return None
        stored = read(self._kind, row)
        status = latest.status if latest.is_archived else stored.status
        return stored.but(status=status, is_latest=version == latest.version_number)

    def all(self, scope: Scope) -> list[AnyGroup]:
        """Return the latest version of every group of the environment, archived groups included."""
        return [read(self._kind, row) for row in self._session.query(Document, keys.catalog(scope, self._name))]

    def add_version(self, scope: Scope, group: AnyGroup) -> None:
        """Stage a version as the latest one; the first version of an id makes the group."""
        self._session.add(_row(keys.package_version(scope, self._name, group.id, group.version_number), group))
        self.save_status(scope, group)

    def save_status(self, scope: Scope, group: AnyGroup) -> None:
        """Stage what all versions of a group share: whether it is archived."""
        row = _row(keys.catalog_entity(scope, self._name, group.id), group)
        self._session.save(row, aggregate=f"{self._name}#{group.id}")
        move_catalog_version(self._session, scope)


def _row(key: keys.Key, group: FeatureGroup | PackageGroup) -> Document:
    return Document(key.pk, key.sk, body=body_of(group))
