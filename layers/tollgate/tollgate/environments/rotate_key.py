"""Replace an API key by a successor; both work until the grace is over."""

from datetime import timedelta
from enum import StrEnum

from tollgate.environments.api_key import ApiKey, prefix_of_kind, shown_part
from tollgate.environments.create_key import IssuedKey
from tollgate.environments.errors import ApiKeyHasExpiry, ApiKeyNotFound
from tollgate.environments.events import ApiKeyCreated, ApiKeyRotated
from tollgate.environments.ports import ApiKeyRepository
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Instant, Value
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope
from tollgate.shared.secret import Secrets, hash_of


class Grace(StrEnum):
    """How much longer a rotated key works."""

    NOW = "now"
    ONE_HOUR = "1h"
    ONE_DAY = "24h"
    THREE_DAYS = "3d"
    SEVEN_DAYS = "7d"

    @property
    def length(self) -> timedelta:
        """Return the time between the rotation and the old key's expiry."""
        hours = {Grace.NOW: 0, Grace.ONE_HOUR: 1, Grace.ONE_DAY: 24, Grace.THREE_DAYS: 72, Grace.SEVEN_DAYS: 168}
        return timedelta(hours=hours[self])


class RotateKeyRequest(Value):
    """Which key gets a successor, and how long it lives on beside it."""

    scope: Scope
    key_id: str
    grace: Grace


def rotate_key(
    request: RotateKeyRequest,
    *,
    keys: ApiKeyRepository,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
    secrets: Secrets,
) -> IssuedKey:
    """Make a key like this one and let this one expire; raises `ApiKeyNotFound`, `ApiKeyHasExpiry`."""
    key = keys.find(request.scope, request.key_id)
    if key is None:
        raise ApiKeyNotFound.of(request.key_id)
    if key.expires_at is not None or key.revoked_at is not None:
        raise ApiKeyHasExpiry.of(key.id)
    now = clock.now()
    rotated = key.expiring(at=now + request.grace.length)
    issued = _successor(key, id=ids.new("api-key"), secret=secrets.new(prefix_of_kind(key.kind)), at=now)
    keys.save(request.scope, rotated)
    events.record(request.scope, ApiKeyRotated.of(rotated, at=now))
    keys.add(request.scope, issued.key)
    events.record(request.scope, ApiKeyCreated.of(issued.key, at=now))
    return issued


def _successor(key: ApiKey, *, id: str, secret: str, at: Instant) -> IssuedKey:
    successor = key.but(id=id, secret_hash=hash_of(secret), prefix=shown_part(secret), created_at=at)
    return IssuedKey(key=successor, secret=secret)
