"""What a process remembers of things that never change, so that it need not read them again."""

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

Name = TypeVar("Name")
Fact = TypeVar("Fact")


class Known(Generic[Name, Fact]):
    """The facts that were learned last, safe to use from several threads."""

    def __init__(self, most_kept: int = 10_000) -> None:
        self._most_kept = most_kept
        self._kept: OrderedDict[Name, Fact] = OrderedDict()
        self._lock = Lock()

    def get(self, name: Name) -> Fact | None:
        """Return the fact, or None where it is not known or was forgotten."""
        with self._lock:
            return self._kept.get(name)

    def keep(self, name: Name, fact: Fact) -> None:
        """Remember a fact; what was learned longest ago is forgotten first."""
        with self._lock:
            self._kept[name] = fact
            self._kept.move_to_end(name)
            while len(self._kept) > self._most_kept:
                self._kept.popitem(last=False)
