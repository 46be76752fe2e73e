"""Make an API key."""

from tollgate.environments.api_key import ApiKey, prefix_of_kind, shown_part
from tollgate.environments.environment import Environment
from tollgate.environments.events import ApiKeyCreated
from tollgate.environments.permission import GRANTABLE
from tollgate.environments.ports import ApiKeyRepository
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Instant, Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.shared.scope import KeyKind
from tollgate.shared.secret import Secrets, hash_of


class CreateKeyRequest(Value):
    """What a new key is to be."""

    environment: Environment
    kind: KeyKind
    display_name: str
    permissions: tuple[str, ...] = ()


class IssuedKey(Value):
    """A new key with its secret. The secret is nowhere else: who makes the key shows it once."""

    key: ApiKey
    secret: str


def create_key(
    request: CreateKeyRequest,
    *,
    keys: ApiKeyRepository,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
    secrets: Secrets,
) -> IssuedKey:
    """Make a key of the environment; raises `InvalidInput` for permissions that the kind does not have."""
    check_permissions(request.kind, request.permissions)
    now = clock.now()
    issued = issue(request, id=ids.new("api-key"), secret=secrets.new(prefix_of_kind(request.kind)), at=now)
    keys.add(request.environment.scope, issued.key)
    events.record(request.environment.scope, ApiKeyCreated.of(issued.key, at=now))
    return issued


def issue(request: CreateKeyRequest, *, id: str, secret: str, at: Instant) -> IssuedKey:
    """Return the key that the request describes."""
    key = ApiKey(
        id=id,
        scope=request.environment.scope,
        environment_slug=request.environment.slug,
        kind=request.kind,
        display_name=request.display_name,
        permissions=request.permissions,
        secret_hash=hash_of(secret),
        prefix=shown_part(secret),
        created_at=at,
    )
    return IssuedKey(key=key, secret=secret)


def check_permissions(kind: KeyKind, permissions: tuple[str, ...]) -> None:
    """Raise `InvalidInput` unless scoped keys list known permissions, and the other kinds none: theirs are fixed."""
    if kind is not KeyKind.SCOPED and permissions:
        raise InvalidInput(f"The permissions of {kind} keys are fixed; leave them out", field="permissions")
    unknown = set(permissions) - GRANTABLE
    if kind is KeyKind.SCOPED and (unknown or not permissions):
        known = ", ".join(sorted(GRANTABLE))
        raise InvalidInput(f"A scoped key lists some of: {known}", field="permissions")
