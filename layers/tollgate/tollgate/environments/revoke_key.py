"""Stop an API key."""

from tollgate.environments.api_key import ApiKey
from tollgate.environments.errors import ApiKeyInUse, ApiKeyNotFound
from tollgate.environments.events import ApiKeyRevoked
from tollgate.environments.ports import ApiKeyRepository
from tollgate.shared.clock import Clock
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import KeyKind, Scope


def revoke_key(scope: Scope, key_id: str, *, keys: ApiKeyRepository, events: EventRecorder, clock: Clock) -> ApiKey:
    """Stop a scoped key, or a rotated one within its grace; a revoked key stays as it is.

    Raises `ApiKeyNotFound`, and `ApiKeyInUse` for a full or publishable key that has no successor yet.
    """
    key = keys.find(scope, key_id)
    if key is None:
        raise ApiKeyNotFound.of(key_id)
    if key.revoked_at is not None:
        return key
    if key.kind is not KeyKind.SCOPED and key.expires_at is None:
        raise ApiKeyInUse.of(key_id)
    now = clock.now()
    revoked = key.revoked(at=now)
    keys.save(scope, revoked)
    events.record(scope, ApiKeyRevoked.of(revoked, at=now))
    return revoked
