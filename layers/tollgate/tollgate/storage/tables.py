"""Where the tables are: their deployed names, and the client that reads them lean. Bound once by the wiring."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tollgate.storage.lean_client import LeanClient

Follower = Callable[[Mapping[str, str], LeanClient], None]
"""Is told the tables' names and the client that reads them, which knows their region and endpoint."""


@dataclass
class Tables:
    """The tables of this process: names by kind (`documents`, `live`, …), and what reads them."""

    names: Mapping[str, str] = field(default_factory=dict)
    _client: LeanClient | None = None
    _followers: list[Follower] = field(default_factory=list)

    def bind(self, names: Mapping[str, str], client: LeanClient) -> None:
        """Take these tables from now on, and let everybody know who follows."""
        self.names, self._client = names, client
        for follower in self._followers:
            follower(names, client)

    def follow(self, follower: Follower) -> None:
        """Let someone know of the tables: now, where they are known already, and whenever they are others."""
        self._followers.append(follower)
        if self._client is not None:
            follower(self.names, self._client)

    @property
    def client(self) -> LeanClient:
        """Return what reads the tables; raises `LookupError` before they are bound."""
        if self._client is None:
            raise LookupError("No operation has begun yet: the tables are not known")
        return self._client


TABLES = Tables()
