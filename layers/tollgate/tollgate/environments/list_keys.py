"""List the API keys of an environment."""

from tollgate.environments.api_key import ApiKey
from tollgate.environments.ports import ApiKeyRepository
from tollgate.shared.scope import Scope


def list_keys(scope: Scope, *, keys: ApiKeyRepository) -> list[ApiKey]:
    """Return every key of the environment, newest first; expired and revoked ones too."""
    return sorted(keys.all(scope), key=lambda key: (key.created_at, key.id), reverse=True)
