"""What a resolver knows of its request: who asks, and what was loaded for it so far."""

from dataclasses import dataclass, field, replace
from typing import Any

from tollgate.api.permissions import Permission, require
from tollgate.environments.errors import EnvironmentMissing
from tollgate.graphql.loader import Loader
from tollgate.shared.scope import Caller, Scope


@dataclass(frozen=True)
class Context:
    """One GraphQL request. `environment_names` are the id and the slug of the key's environment."""

    request_id: str
    caller: Caller
    environment_names: frozenset[str]
    loader: Loader = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "loader", Loader(self.caller))

    def afresh(self) -> "Context":
        """Return the request with nothing loaded, as it must be where something was written since."""
        return replace(self)

    @property
    def scope(self) -> Scope:
        """Return the account and environment of the caller's key."""
        return self.caller.scope

    def admit(self, needs: Permission, arguments: dict[str, Any]) -> None:
        """Raise `IdentityForbidden` or `EnvironmentMissing` where the caller may not ask this, or not here."""
        require(self.caller, needs)
        for argument in arguments.values():
            named = argument.get("environmentId") if isinstance(argument, dict) else None
            # In a filter it is a comparison, which other environments' names just do not fit.
            self.check_environment(named if isinstance(named, str) else None)

    def check_environment(self, named: str | None) -> None:
        """Raise `EnvironmentMissing` where an input names another environment than the key's."""
        if named is not None and named not in self.environment_names:
            raise EnvironmentMissing.of(named)
