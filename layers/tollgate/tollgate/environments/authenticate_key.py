"""Find the key behind a secret."""

from tollgate.environments.api_key import ApiKey
from tollgate.environments.errors import ApiKeyExpired
from tollgate.environments.ports import ApiKeyRepository
from tollgate.shared.clock import Clock
from tollgate.shared.errors import NotAuthenticated
from tollgate.shared.secret import hash_of


def authenticate_key(secret: str, *, keys: ApiKeyRepository, clock: Clock) -> ApiKey:
    """Return the key of this secret; raises `NotAuthenticated` for an unknown and `ApiKeyExpired` for an ended one."""
    key = keys.of_secret(hash_of(secret))
    if key is None:
        raise NotAuthenticated("The API key is unknown; send a valid key in the header X-API-KEY")
    if not key.works_at(clock.now()):
        raise ApiKeyExpired.of(key.id)
    return key
