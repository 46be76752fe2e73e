"""Answers that are kept so that a repeated request gets the first one."""

from datetime import datetime
from typing import Protocol

from tollgate.shared.entity import Entity
from tollgate.shared.scope import Caller


class KeptAnswer(Entity):
    """The first answer to a request, and the digest of the body that asked for it."""

    body_digest: str
    status: int
    answer: str


class Answers(Protocol):
    """Finds kept answers, and keeps them with the effect they answer."""

    def expect(self, caller: Caller, method: str, path: str, key: str) -> None:
        """Read what is kept under this key along with what the operation reads."""
        ...

    def find(self, caller: Caller, method: str, path: str, key: str, *, now: datetime) -> KeptAnswer | None:
        """Return the answer kept under this key, unless it is older than 24 hours."""
        ...

    def keep(self, caller: Caller, method: str, path: str, key: str, kept: KeptAnswer, *, now: datetime) -> None:
        """Stage the answer in the transaction of its effect."""
        ...
