"""Environments and keys as the commands make them, and callers as the authorizer finds them."""

from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.environments.create_environment import CreateEnvironmentRequest, OpenedEnvironment, create_environment
from tollgate.environments.create_key import CreateKeyRequest, IssuedKey, create_key
from tollgate.environments.environment import Environment, EnvironmentType
from tollgate.environments.permission import Permission
from tollgate.environments.revoke_key import revoke_key
from tollgate.environments.rotate_key import Grace, RotateKeyRequest, rotate_key
from tollgate.shared.scope import ActorType, KeyKind, Scope


def open_environment(
    slug: str = "development",
    *,
    account_id: str = "account-test",
    type: EnvironmentType = EnvironmentType.DEVELOPMENT,
) -> OpenedEnvironment:
    """Open an environment with its default product and its first two keys."""
    request = CreateEnvironmentRequest(account_id=account_id, slug=slug, display_name=slug, type=type)
    return wiring.transact(
        lambda: create_environment(
            request,
            environments=wiring.environments(),
            keys=wiring.api_keys(),
            products=wiring.products(),
            events=wiring.events(),
            clock=wiring.clock(),
            ids=wiring.ids(),
            secrets=wiring.secrets(),
        ),
        actor=ActorType.SYSTEM,
    )


def make_key(environment: Environment, kind: KeyKind, *permissions: Permission) -> IssuedKey:
    """Make a key of the environment."""
    request = CreateKeyRequest(environment=environment, kind=kind, display_name="test", permissions=permissions)
    return wiring.transact(
        lambda: create_key(
            request,
            keys=wiring.api_keys(),
            events=wiring.events(),
            clock=wiring.clock(),
            ids=wiring.ids(),
            secrets=wiring.secrets(),
        ),
        actor=ActorType.SYSTEM,
    )


def rotate(scope: Scope, key_id: str, grace: Grace = Grace.ONE_DAY) -> IssuedKey:
    """Rotate a key."""
    return wiring.transact(
        lambda: rotate_key(
            RotateKeyRequest(scope=scope, key_id=key_id, grace=grace),
            keys=wiring.api_keys(),
            events=wiring.events(),
            clock=wiring.clock(),
            ids=wiring.ids(),
            secrets=wiring.secrets(),
        ),
        actor=ActorType.SYSTEM,
    )


def revoke(scope: Scope, key_id: str) -> None:
    """Revoke a key."""
    wiring.transact(
        lambda: revoke_key(scope, key_id, keys=wiring.api_keys(), events=wiring.events(), clock=wiring.clock()),
        actor=ActorType.SYSTEM,
    )


def api_of(secret: str) -> TemplateApi:
    """Return the API as it is called with this key: the authorizer's own answer goes with each call."""
    found = TemplateApi().run("AuthorizeFunction", authorizer_event(secret))
    assert found["isAuthorized"] is True
    return TemplateApi(caller=found["context"], headers={"x-api-key": secret})


def authorizer_event(secret: str) -> dict[str, object]:
    """Return what API Gateway asks the authorizer."""
    return {
        "version": "2.0",
        "type": "REQUEST",
        "identitySource": [secret],
        "headers": {"x-api-key": secret},
        "routeKey": "GET /api/v1/features",
        "rawPath": "/api/v1/features",
    }
