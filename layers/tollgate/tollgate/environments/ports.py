"""What environments need from storage. Writes are staged: they happen with the operation's transaction."""

from typing import Protocol

from tollgate.environments.api_key import ApiKey
from tollgate.environments.environment import Environment
from tollgate.shared.scope import Scope


class EnvironmentRepository(Protocol):
    """The environments of an account."""

    def find(self, account_id: str, slug: str) -> Environment | None:
        """Return the environment, or None where the account has none of this slug."""
        ...

    def all(self, account_id: str) -> list[Environment]:
        """Return every environment of the account."""
        ...

    def add(self, environment: Environment) -> None:
        """Stage a new environment."""
        ...


class ApiKeyRepository(Protocol):
    """The API keys of an environment, and the way from a secret to its key."""

    def of_secret(self, secret_hash: str) -> ApiKey | None:
        """Return the key whose secret has this hash, or None. The one read that has no scope: it finds the scope."""
        ...

    def find(self, scope: Scope, key_id: str) -> ApiKey | None:
        """Return the key, or None where the environment has none of this id."""
        ...

    def all(self, scope: Scope) -> list[ApiKey]:
        """Return every key of the environment, also those that do not work any more."""
        ...

    def add(self, scope: Scope, key: ApiKey) -> None:
        """Stage a new key."""
        ...

    def save(self, scope: Scope, key: ApiKey) -> None:
        """Stage the changed key."""
        ...
