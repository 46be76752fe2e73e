"""Package groups in table `documents`: the latest version of each in one partition, every version in another."""

from tollgate.catalog.package_group import PackageGroup
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.catalog_version import hold_catalog_version, move_catalog_version
from tollgate.storage.documents import body_of, read
from tollgate.storage.models import Document
from tollgate.storage.session import Session

_KIND = "PACKAGE_GROUP"


class DynamoPackageGroups:
    """Satisfies `catalog.group_ports.PackageGroupRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def begin_change(self, scope: Scope) -> None:
        """Begin a change that rests on other entities of the catalogue: what it reads still holds at its commit."""
        hold_catalog_version(self._session, scope)

    def find(self, scope: Scope, group_id: str) -> PackageGroup | None:
        """Return the latest version of the group, or None where there is none of this id."""
        row = self._session.load(Document, keys.catalog_entity(scope, _KIND, group_id))
        return read(PackageGroup, row) if row is not None else None

    def version(self, scope: Scope, group_id: str, version: int) -> PackageGroup | None:
        """Return one version of the group, or None where it has none of this number."""
        latest = self.find(scope, group_id)
        row = self._session.load(Document, keys.package_version(scope, _KIND, group_id, version))
        if latest is None or row is None:
            return None
        stored = read(PackageGroup, row)
        status = latest.status if latest.is_archived else stored.status
        return stored.but(status=status, is_latest=version == latest.version_number)

    def all(self, scope: Scope) -> list[PackageGroup]:
        """Return the latest version of every group of the environment, archived groups included."""
        return [read(PackageGroup, row) for row in self._session.query(Document, keys.catalog(scope, _KIND))]

    def add_version(self, scope: Scope, group: PackageGroup) -> None:
        """Stage a version as the latest one; the first version of an id makes the group."""
        self._session.add(_row(keys.package_version(scope, _KIND, group.id, group.version_number), group))
        self.save_status(scope, group)

    def save_status(self, scope: Scope, group: PackageGroup) -> None:
        """Stage what all versions of a group share: whether it is archived."""
        row = _row(keys.catalog_entity(scope, _KIND, group.id), group)
        self._session.save(row, aggregate=f"PACKAGE_GROUP#{group.id}")
        move_catalog_version(self._session, scope)


def _row(key: keys.Key, group: PackageGroup) -> Document:
    return Document(key.pk, key.sk, body=body_of(group))
