"""Paywalls that a process has shown, kept while the catalogue stands still: those shown last."""

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

from tollgate.catalog.paywall import PaywallRequest
from tollgate.shared.scope import Scope

Made = TypeVar("Made")

_MOST_KEPT = 64
"""A pricing table of 10 plans with 50 features each takes about half a megabyte as JSON."""


class KeptPaywalls(Generic[Made]):
    """Satisfies `catalog.read_paywall.KeptPaywalls`. One serves a whole process."""

    def __init__(self, most_kept: int = _MOST_KEPT) -> None:
        self._most_kept = most_kept
        self._kept: OrderedDict[tuple[Scope, PaywallRequest], tuple[int, Made]] = OrderedDict()
        self._lock = Lock()

    def get(self, scope: Scope, request: PaywallRequest, *, version: int) -> Made | None:
        """Return what was made of this version, or None where it was not, or is forgotten."""
        with self._lock:
            kept_version, made = self._kept.get((scope, request), (None, None))
            if kept_version != version:
                return None
            self._kept.move_to_end((scope, request))
            return made

    def keep(self, scope: Scope, request: PaywallRequest, made: Made, *, version: int) -> None:
        """Keep it in the place of what was made of another version; what was shown longest ago is forgotten first."""
        with self._lock:
            self._kept[scope, request] = version, made
            self._kept.move_to_end((scope, request))
            while len(self._kept) > self._most_kept:
                self._kept.popitem(last=False)
