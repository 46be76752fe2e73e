"""Published package versions: compressed, never changed again, so each process keeps those it has seen."""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import Generic, TypeVar

from tollgate.catalog.package_grants import PackageGrants
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.lean import entity_of, read_items

Address = tuple[Scope, str, int]

_MOST_KEPT = 512


Version = TypeVar("Version", bound=PackageGrants)


class DynamoPackageVersions(Generic[Version]):
    """Satisfies `catalog.ports.PackageVersions`, and `PlanGrants` where only the grants of a version are wanted.

    `read_as` is how much of a version is read. One serves a whole process and keeps what was used last.
    """

    def __init__(self, kind: str, read_as: type[Version], most_kept: int = _MOST_KEPT) -> None:
        self._kind, self._read_as, self._most_kept = kind, read_as, most_kept
        self._kept: OrderedDict[Address, Version] = OrderedDict()
        self._lock = Lock()

    def many(self, scope: Scope, versions: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Version]:
        """Return those of the versions that exist; only those this process has not seen yet are read."""
        wanted = set(versions)
        found = self._recall(scope, wanted)
        missing = wanted - found.keys()
        if missing:
            # A version that is found is the right one however old the replica; only absence has to be made sure of.
            read_now = self._read(scope, missing, is_consistent=False)
            read_now |= self._read(scope, missing - read_now.keys(), is_consistent=True)
            self._keep(scope, read_now)
            found |= read_now
        return found

    def _recall(self, scope: Scope, wanted: set[tuple[str, int]]) -> dict[tuple[str, int], Version]:
        found = {}
        with self._lock:
            for package_id, number in wanted:
                address = (scope, package_id, number)
                if address in self._kept:
                    self._kept.move_to_end(address)
                    found[package_id, number] = self._kept[address]
        return found

    def _keep(self, scope: Scope, versions: dict[tuple[str, int], Version]) -> None:
        with self._lock:
            for (package_id, number), version in versions.items():
                self._kept[scope, package_id, number] = version
            while len(self._kept) > self._most_kept:
                self._kept.popitem(last=False)

    def _read(
        self, scope: Scope, versions: set[tuple[str, int]], *, is_consistent: bool
    ) -> dict[tuple[str, int], Version]:
        addresses = [keys.package_version(scope, self._kind, package_id, number) for package_id, number in versions]
        items = read_items("documents", addresses, is_consistent=is_consistent)
        found = (entity_of(self._read_as, each) for each in items)
        return {(version.id, version.version_number): version for version in found}
