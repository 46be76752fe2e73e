"""What a key is at an instant, and which permissions a kind may have."""

from datetime import UTC, datetime, timedelta

import pytest

from tollgate.environments.api_key import ApiKey, ApiKeyStatus, prefix_of_kind, shown_part
from tollgate.environments.create_key import check_permissions
from tollgate.environments.rotate_key import Grace
from tollgate.shared.errors import InvalidInput
from tollgate.shared.scope import KeyKind, Scope
from tollgate.shared.secret import RandomSecrets, hash_of

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_key(*, expires_at: datetime | None = None, revoked_at: datetime | None = None) -> ApiKey:
    return ApiKey(
        id="api-key-1",
        scope=Scope(account_id="account", environment_id="environment"),
        environment_slug="development",
        kind=KeyKind.FULL,
        display_name="Full access",
        secret_hash=hash_of("server-x"),
        prefix="server-x",
        created_at=NOON - HOUR,
        expires_at=expires_at,
        revoked_at=revoked_at,
    )


@pytest.mark.parametrize(
    ("expires_at", "revoked_at", "status", "works"),
    [
        (None, None, ApiKeyStatus.ACTIVE, True),
        (NOON + HOUR, None, ApiKeyStatus.EXPIRING, True),
        (NOON, None, ApiKeyStatus.EXPIRED, False),
        (NOON - HOUR, None, ApiKeyStatus.EXPIRED, False),
        (NOON + HOUR, NOON, ApiKeyStatus.REVOKED, False),
        (None, NOON - HOUR, ApiKeyStatus.REVOKED, False),
    ],
)
def test_a_key_works_until_it_expires_or_is_revoked(
    expires_at: datetime | None, revoked_at: datetime | None, status: ApiKeyStatus, works: bool
) -> None:
    key = a_key(expires_at=expires_at, revoked_at=revoked_at)
    assert (key.status_at(NOON), key.works_at(NOON)) == (status, works)


@pytest.mark.parametrize(
    ("kind", "permissions"),
    [
        (KeyKind.FULL, ("CUSTOMER:READ",)),
        (KeyKind.PUBLISHABLE, ("CUSTOMER:READ",)),
        (KeyKind.SCOPED, ()),
        (KeyKind.SCOPED, ("CUSTOMER:DELETE",)),
        (KeyKind.SCOPED, ("customer:read",)),
        (KeyKind.SCOPED, ("CUSTOMER:READ", "ENTITLEMENT:READ")),
    ],
)
def test_permissions_a_kind_cannot_have_are_refused(kind: KeyKind, permissions: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_permissions(kind, permissions)
    assert refused.value.details == {"field": "permissions"}


@pytest.mark.parametrize(
    ("kind", "permissions"),
    [(KeyKind.FULL, ()), (KeyKind.PUBLISHABLE, ()), (KeyKind.SCOPED, ("CUSTOMER:READ", "SUBSCRIPTION:WRITE"))],
)
def test_permissions_a_kind_may_have_are_taken(kind: KeyKind, permissions: tuple[str, ...]) -> None:
    check_permissions(kind, permissions)


def test_the_grace_of_a_rotation_is_one_of_five() -> None:
    assert {grace.value: grace.length for grace in Grace} == {
        "now": timedelta(0),
        "1h": timedelta(hours=1),
        "24h": timedelta(days=1),
        "3d": timedelta(days=3),
        "7d": timedelta(days=7),
    }


def test_a_secret_says_where_it_may_stand_and_is_too_long_to_guess() -> None:
    assert {kind: prefix_of_kind(kind) for kind in KeyKind} == {
        KeyKind.FULL: "server",
        KeyKind.PUBLISHABLE: "client",
        KeyKind.SCOPED: "server",
    }
    secret = RandomSecrets().new("server")
    prefix, random_part = secret.split("-")
    assert (prefix, len(random_part), random_part.isalnum()) == ("server", 40, True)
    assert shown_part(secret) == secret[:11]
    assert RandomSecrets().new("server") != secret
