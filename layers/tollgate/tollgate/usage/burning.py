"""What usage burns of credits: planned with what records the usage, and written in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tollgate.credits.burn_usage import BurntUsage, UsageBurn
from tollgate.shared.scope import Scope


class AlongWrites(Protocol):
    """What is written along with a transaction."""

    @property
    def size(self) -> int:
        """Return how many items it is."""
        ...


@dataclass(frozen=True)
class Burning:
    """What usage burns of credits, in the order of what burns it, and what is written along with it."""

    burnt: tuple[BurntUsage | None, ...]
    writes: AlongWrites

    @property
    def size(self) -> int:
        """Return how many items are written."""
        return self.writes.size


class CreditBurner(Protocol):
    """Plans what usage burns."""

    def burn(self, scope: Scope, burns: Sequence[UsageBurn]) -> Burning:
        """Return what is burnt of the wallets as they are now; nothing is written by itself."""
        ...
