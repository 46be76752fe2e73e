"""Environments and their keys, as the commands make them."""

import pytest

from tests.support.clock import FixedClock
from tests.support.template_api import TemplateApi
from tests.support.tenancy import api_of, make_key, open_environment, revoke, rotate
from tollgate import wiring
from tollgate.environments.api_key import ApiKey, ApiKeyStatus
from tollgate.environments.environment import Environment
from tollgate.environments.errors import ApiKeyHasExpiry, ApiKeyInUse, ApiKeyNotFound
from tollgate.environments.list_environments import list_environments
from tollgate.environments.list_keys import list_keys
from tollgate.environments.permission import Permission
from tollgate.environments.rotate_key import Grace
from tollgate.shared.errors import DuplicatedEntity, InvalidInput
from tollgate.shared.events import RecordedEvent
from tollgate.shared.scope import ActorType, KeyKind, Scope


def keys_of(scope: Scope) -> list[ApiKey]:
    with wiring.working(actor=ActorType.SYSTEM):
        return list_keys(scope, keys=wiring.api_keys())


def environments_of(account_id: str) -> list[Environment]:
    with wiring.working(actor=ActorType.SYSTEM):
        return list_environments(account_id, environments=wiring.environments())


def events_of(scope: Scope, clock: FixedClock) -> list[RecordedEvent]:
    start = clock.now()
    clock.advance(seconds=1)
    return list(wiring.outbox().between(scope, start, clock.now()))


def test_an_environment_begins_with_its_default_product_and_two_keys(api: TemplateApi) -> None:
    opened = open_environment("production")
    assert environments_of("account-test") == [opened.environment]
    assert [issued.key.kind for issued in opened.keys] == [KeyKind.FULL, KeyKind.PUBLISHABLE]
    assert [issued.secret.split("-")[0] for issued in opened.keys] == ["server", "client"]
    products = api_of(opened.keys[0].secret).get("/api/v1/products").data
    assert [product["id"] for product in products] == ["product-default"]


def test_a_slug_is_taken_once_in_an_account(dynamodb: None) -> None:
    first = open_environment("staging")
    other = open_environment("staging", account_id="account-other")
    with pytest.raises(DuplicatedEntity) as refused:
        open_environment("staging")
    assert refused.value.details == {"entityName": "environment", "identifier": "staging"}
    assert environments_of("account-test") == [first.environment]
    assert environments_of("account-other") == [other.environment]


@pytest.mark.parametrize("slug", ["", "a b", "ä", "x" * 256])
def test_an_impossible_slug_is_refused(dynamodb: None, slug: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        open_environment(slug)
    assert refused.value.details == {"field": "slug"}


def test_a_secret_is_nowhere_in_the_tables(dynamodb: None, clock: FixedClock) -> None:
    opened = open_environment()
    stored = repr(keys_of(opened.environment.scope)) + repr(events_of(opened.environment.scope, clock))
    for issued in opened.keys:
        assert issued.secret not in stored
        assert issued.key.prefix in stored


def test_keys_are_listed_newest_first_without_other_environments(dynamodb: None, clock: FixedClock) -> None:
    opened, other = open_environment("a"), open_environment("b")
    clock.advance(minutes=1)
    scoped = make_key(opened.environment, KeyKind.SCOPED, Permission.CUSTOMER_READ)
    listed = keys_of(opened.environment.scope)
    assert listed[0] == scoped.key
    assert {key.id for key in listed} == {scoped.key.id, *(issued.key.id for issued in opened.keys)}
    assert {key.id for key in listed}.isdisjoint(key.id for key in keys_of(other.environment.scope))


def test_a_rotation_makes_a_like_key_and_lets_the_old_one_expire(dynamodb: None, clock: FixedClock) -> None:
    opened = open_environment()
    scope = opened.environment.scope
    scoped = make_key(opened.environment, KeyKind.SCOPED, Permission.CUSTOMER_READ)
    clock.advance(minutes=1)
    successor = rotate(scope, scoped.key.id, Grace.SEVEN_DAYS).key
    assert successor.but(id="", secret_hash="", prefix="", created_at=scoped.key.created_at) == scoped.key.but(
        id="", secret_hash="", prefix=""
    )
    old = next(key for key in keys_of(scope) if key.id == scoped.key.id)
    assert old == scoped.key.expiring(at=clock.now() + Grace.SEVEN_DAYS.length)
    assert old.status_at(clock.now()) is ApiKeyStatus.EXPIRING
    with pytest.raises(ApiKeyHasExpiry):
        rotate(scope, scoped.key.id)


def test_a_full_key_is_rotated_before_it_is_revoked(dynamodb: None) -> None:
    opened = open_environment()
    scope, full = opened.environment.scope, opened.keys[0].key
    with pytest.raises(ApiKeyInUse):
        revoke(scope, full.id)
    rotate(scope, full.id)
    revoke(scope, full.id)
    revoke(scope, full.id)
    assert [key.revoked_at for key in keys_of(scope) if key.id == full.id] == [wiring.clock().now()]


def test_a_key_of_another_environment_is_not_found(dynamodb: None) -> None:
    opened, other = open_environment("a"), open_environment("b")
    with pytest.raises(ApiKeyNotFound) as refused:
        rotate(other.environment.scope, opened.keys[0].key.id)
    assert refused.value.details == {"id": opened.keys[0].key.id}
    with pytest.raises(ApiKeyNotFound):
        revoke(other.environment.scope, opened.keys[0].key.id)


def test_every_change_of_a_key_is_told_without_its_hash(dynamodb: None, clock: FixedClock) -> None:
    opened = open_environment()
    scope = opened.environment.scope
    scoped = make_key(opened.environment, KeyKind.SCOPED, Permission.CUSTOMER_READ)
    rotate(scope, scoped.key.id)
    revoke(scope, scoped.key.id)
    told = [event for event in events_of(scope, clock) if event.aggregate == f"API_KEY#{scoped.key.id}"]
    assert [(event.type, event.name, event.source, event.version) for event in told] == [
        ("API_KEY_CREATED", "ApiKeyCreated", "tollgate.environments", 1),
        ("API_KEY_ROTATED", "ApiKeyRotated", "tollgate.environments", 2),
        ("API_KEY_REVOKED", "ApiKeyRevoked", "tollgate.environments", 3),
    ]
    assert all("secretHash" not in event.payload for event in told)
    assert told[0].payload["permissions"] == ["CUSTOMER:READ"]
