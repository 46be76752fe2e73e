"""What the activity log needs from storage."""

from collections.abc import Iterator
from typing import Protocol

from tollgate.activity.entry import LogEntry, Reach
from tollgate.shared.scope import Scope


class ActivityLog(Protocol):
    """What happened in an environment in the last 30 days."""

    def entries(
        self, scope: Scope, reach: Reach, *, after: str | None = None, is_back: bool = False
    ) -> Iterator[LogEntry]:
        """Yield the entries of a part of the log beyond a position, newest first, or oldest first where `is_back`."""
        ...
