"""The ports of environments and API keys, joined with storage."""

from typing import TYPE_CHECKING

from tollgate.wiring.work import session

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.environments.ports import ApiKeyRepository, EnvironmentRepository
    from tollgate.shared.secret import Secrets


def environments() -> "EnvironmentRepository":
    """Return the environments."""
    from tollgate.storage.environments import DynamoEnvironments

    return DynamoEnvironments(session())


def api_keys() -> "ApiKeyRepository":
    """Return the API keys."""
    from tollgate.storage.api_keys import DynamoApiKeys

    return DynamoApiKeys(session())


def secrets() -> "Secrets":
    """Return the maker of secrets."""
    from tollgate.shared.secret import RandomSecrets

    return RandomSecrets()
