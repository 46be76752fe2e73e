"""Which versions of packages subscriptions hold."""

from typing import Protocol

from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope


class VersionsInUse(Value):
    """Versions of a plan that live subscriptions are to; all of them, or those of the newest subscriptions only."""

    numbers: frozenset[int] = frozenset()
    is_complete: bool = True


class VersionUse(Protocol):
    """Which versions of a plan are subscribed to."""

    def versions_in_use(self, scope: Scope, plan_id: str) -> VersionsInUse:
        """Return the versions that live subscriptions to the plan are to."""
        ...
