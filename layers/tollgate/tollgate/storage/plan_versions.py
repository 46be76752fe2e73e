"""Published plan versions: compressed, never changed again, so each process keeps those it has seen."""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from tollgate.catalog.plan import Plan
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.batch import read_batch
from tollgate.storage.documents import read
from tollgate.storage.models import Document

Address = tuple[Scope, str, int]

_MOST_KEPT = 512


class DynamoPlanVersions:
    """Satisfies `catalog.ports.PlanVersions`. One serves a whole process and keeps what was used last."""

    def __init__(self, most_kept: int = _MOST_KEPT) -> None:
        self._most_kept = most_kept
        self._kept: OrderedDict[Address, Plan] = OrderedDict()
        self._lock = Lock()

    def many(self, scope: Scope, versions: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Plan]:
        """Return those of the versions that exist; only those this process has not seen yet are read."""
        wanted = set(versions)
        found = self._recall(scope, wanted)
        missing = wanted - found.keys()
        if missing:
            # A version that is found is the right one however old the replica; only absence has to be made sure of.
            read_now = _read(scope, missing, is_consistent=False)
            read_now |= _read(scope, missing - read_now.keys(), is_consistent=True)
            self._keep(scope, read_now)
            found |= read_now
        return found

    def _recall(self, scope: Scope, wanted: set[tuple[str, int]]) -> dict[tuple[str, int], Plan]:
        found = {}
        with self._lock:
            for plan_id, number in wanted:
                address = (scope, plan_id, number)
                if address in self._kept:
                    self._kept.move_to_end(address)
                    found[plan_id, number] = self._kept[address]
        return found

    def _keep(self, scope: Scope, plans: dict[tuple[str, int], Plan]) -> None:
        with self._lock:
            for (plan_id, number), plan in plans.items():
                self._kept[scope, plan_id, number] = plan
            while len(self._kept) > self._most_kept:
                self._kept.popitem(last=False)


def _read(scope: Scope, versions: set[tuple[str, int]], *, is_consistent: bool) -> dict[tuple[str, int], Plan]:
    addresses = [keys.package_version(scope, plan_id, number) for plan_id, number in versions]
    plans = (read(Plan, row) for row in read_batch(Document, addresses, is_consistent=is_consistent))
    return {(plan.id, plan.version_number): plan for plan in plans}
