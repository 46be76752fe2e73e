"""The functions beside the operations: authorizer, health, the document, and everything no route fits."""

import pytest

from tests.support.clock import FixedClock
from tests.support.template_api import TemplateApi
from tests.support.tenancy import api_of, authorizer_event, make_key, open_environment, revoke, rotate
from tollgate.environments.permission import Permission
from tollgate.environments.rotate_key import Grace
from tollgate.shared.scope import KeyKind


def test_the_authorizer_tells_who_a_key_is(api: TemplateApi) -> None:
    opened = open_environment("staging")
    full, publishable = opened.keys
    scoped = make_key(opened.environment, KeyKind.SCOPED, Permission.CUSTOMER_READ, Permission.CATALOG_WRITE)
    found = {
        issued.key.kind: api.run("AuthorizeFunction", authorizer_event(issued.secret))
        for issued in (full, publishable, scoped)
    }
    shared = {
        "accountId": "account-test",
        "environmentId": opened.environment.id,
        "environmentSlug": "staging",
        "permissions": "",
    }
    assert found == {
        KeyKind.FULL: {
            "isAuthorized": True,
            "context": {**shared, "keyId": full.key.id, "keyKind": "FULL"},
        },
        KeyKind.PUBLISHABLE: {
            "isAuthorized": True,
            "context": {**shared, "keyId": publishable.key.id, "keyKind": "PUBLISHABLE"},
        },
        KeyKind.SCOPED: {
            "isAuthorized": True,
            "context": {
                **shared,
                "keyId": scoped.key.id,
                "keyKind": "SCOPED",
                "permissions": "CUSTOMER:READ,CATALOG:WRITE",
            },
        },
    }


@pytest.mark.parametrize("secret", ["", "server-unknown", "x" * 5000, "\ud800"])
def test_an_unknown_key_is_answered_401_by_the_operation(api: TemplateApi, secret: str) -> None:
    found = api.run("AuthorizeFunction", authorizer_event(secret))
    assert found == {"isAuthorized": True, "context": {"denied": "Unauthenticated"}}
    api.caller = found["context"]
    refused = api.get("/api/v1/features")
    assert (refused.status, refused.error["code"]) == (401, "Unauthenticated")
    assert refused.error["requestId"] == refused.headers["x-request-id"]


def test_a_rotated_key_works_until_its_grace_is_over(api: TemplateApi, clock: FixedClock) -> None:
    opened = open_environment()
    full = opened.keys[0]
    successor = rotate(opened.environment.scope, full.key.id, Grace.ONE_HOUR)
    clock.advance(minutes=59, seconds=59)
    assert api_of(full.secret).get("/api/v1/features").status == 200
    clock.advance(seconds=1)
    refused = api_of(full.secret).get("/api/v1/features")
    assert (refused.status, refused.error["code"], refused.error["apiKeyId"]) == (401, "ApiKeyExpired", full.key.id)
    assert api_of(successor.secret).get("/api/v1/features").status == 200


def test_a_revoked_key_is_refused_from_then_on(api: TemplateApi) -> None:
    opened = open_environment()
    scoped = make_key(opened.environment, KeyKind.SCOPED, Permission.CATALOG_READ)
    assert api_of(scoped.secret).get("/api/v1/features").status == 200
    revoke(opened.environment.scope, scoped.key.id)
    refused = api_of(scoped.secret).get("/api/v1/features")
    assert (refused.status, refused.error["code"]) == (401, "ApiKeyExpired")


def test_health_needs_no_key(api: TemplateApi) -> None:
    api.caller = {}
    answer = api.get("/health")
    assert (answer.status, answer.body) == (200, {"status": "ok"})


def test_the_openapi_document_needs_no_key(api: TemplateApi) -> None:
    api.caller = {}
    answer = api.get("/openapi.json")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.body["paths"]["/api/v1/features"]["post"]["operationId"] == "v1.features.create_feature"


@pytest.mark.parametrize("path", ["/", "/api/v1/unicorns", "/api/v1/features/", "/api/v1/features/a/b/c", "/api/v2"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_path_no_operation_has_is_404(api: TemplateApi, method: str, path: str) -> None:
    refused = api.call(method, path)
    assert (refused.status, refused.error["code"]) == (404, "RouteNotFound")
    assert refused.error["requestId"] == refused.headers["x-request-id"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/api/v1/features", "GET, POST"),
        ("DELETE", "/api/v1/features/feature-a", "GET, PATCH"),
        ("GET", "/api/v1/features/feature-a/archive", "POST"),
        ("GET", "/graphql", "POST"),
        ("HEAD", "/health", "GET"),
    ],
)
def test_a_method_the_path_does_not_take_is_405(api: TemplateApi, method: str, path: str, allowed: str) -> None:
    refused = api.call(method, path)
    assert (refused.status, refused.error["code"], refused.headers["allow"]) == (405, "MethodNotAllowed", allowed)
