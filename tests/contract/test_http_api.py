"""The HTTP API around the functions, as the local server runs it."""

import json
from typing import Any

import pytest

from tests.support.tenancy import make_key, open_environment, revoke
from tollgate import wiring
from tollgate.environments.permission import Permission
from tollgate.shared.scope import KeyKind
from tools.http_api import HttpApi, Request, Response
from tools.stack import Stack

pytestmark = pytest.mark.usefixtures("dynamodb")


def api(**parameters: str) -> HttpApi:
    """Return the API of a deployment with these parameters."""
    return HttpApi(Stack(Stage="test", **parameters))


def request(
    method: str = "GET", path: str = "/api/v1/features", *, body: bytes = b"", query: str = "", **headers: str
) -> Request:
    """Return a request; `x_api_key` is the header `x-api-key`."""
    return Request(method, path, query, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def refusal(response: Response) -> tuple[int, str]:
    """Return the status and code of a refusal in the contract's shape."""
    return response.status, json.loads(response.body)["error"]["code"]


@pytest.mark.parametrize("headers", [{}, {"x_api_key": ""}])
def test_a_request_without_a_key_reaches_no_function(headers: dict[str, str]) -> None:
    response = api().answer(request(**headers))
    assert (response.status, response.body) == (401, b'{"message":"Unauthorized"}')


@pytest.mark.parametrize(("seconds", "answer"), [("60", 200), ("0", 401)])
def test_what_a_key_may_do_is_remembered_for_a_while(seconds: str, answer: int) -> None:
    environment = open_environment().environment
    scoped = make_key(environment, KeyKind.SCOPED, Permission.CATALOG_READ)
    gateway = api(AuthorizerCacheSeconds=seconds)
    assert gateway.answer(request(x_api_key=scoped.secret)).status == 200
    revoke(environment.scope, scoped.key.id)
    assert gateway.answer(request(x_api_key=scoped.secret)).status == answer


def test_each_key_is_remembered_by_itself() -> None:
    gateway = api()
    [full, publishable] = open_environment().keys
    statuses = [gateway.answer(request(x_api_key=key.secret)).status for key in (full, publishable, full)]
    assert statuses == [200, 403, 200]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x_api_key": "{key}"}, 200),
        ({"authorization": "Bearer {key}"}, 200),
        ({"authorization": "bearer  {key}"}, 200),
        ({"authorization": "Basic {key}"}, 401),
        ({"authorization": "{key}"}, 401),
        ({"authorization": "Bearer unknown"}, 401),
        ({"authorization": "Bearer {key}", "x_api_key": "unknown"}, 401),
        ({}, 401),
    ],
)
def test_flags_take_their_key_as_a_bearers_token_too(headers: dict[str, str], status: int) -> None:
    [full, _] = open_environment().keys
    named = {name: value.format(key=full.secret) for name, value in headers.items()}
    flags = "/ofrep/v1/evaluate/flags"
    response = api().answer(request("POST", flags, body=b'{"context": {"targetingKey": "acme"}}', **named))
    assert response.status == status
    assert status == 200 or json.loads(response.body)["errorCode"] == "GENERAL"
    # Elsewhere the gateway asks for the header of our own.
    assert api().answer(request(**named)).status == (status if "x_api_key" in headers else 401)


def test_a_key_that_is_revoked_evaluates_no_more_flags() -> None:
    gateway, environment = api(), open_environment().environment
    scoped = make_key(environment, KeyKind.SCOPED, Permission.CUSTOMER_READ)
    body, token = b'{"context": {"targetingKey": "a"}}', f"Bearer {scoped.secret}"
    asked = request("POST", "/ofrep/v1/evaluate/flags", body=body, authorization=token)
    assert gateway.answer(asked).status == 200
    revoke(environment.scope, scoped.key.id)
    assert gateway.answer(asked).status == 401


def test_a_function_that_breaks_is_answered_by_the_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOCUMENTS_TABLE")
    wiring.reset()
    response = api().answer(request(x_api_key="server-any"))
    assert (response.status, response.body) == (500, b'{"message":"Internal Server Error"}')


@pytest.mark.parametrize(
    ("content_type", "body"),
    [("application/json", b'{"id":"\xff"}'), ("application/octet-stream", b"\xff\xfe"), ("application/json", b"{")],
)
def test_a_body_that_is_no_json_is_refused_by_the_function(content_type: str, body: bytes) -> None:
    [full, _] = open_environment().keys
    response = api().answer(request("POST", body=body, x_api_key=full.secret, content_type=content_type))
    assert refusal(response) == (400, "BadUserInput")


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "application/x-www-form-urlencoded"])
def test_a_body_reaches_the_function_whatever_its_content_type(content_type: str) -> None:
    [full, _] = open_environment().keys
    body = json.dumps({"id": "feature-e", "displayName": "É", "featureType": "BOOLEAN"}, ensure_ascii=False).encode()
    response = api().answer(request("POST", body=body, x_api_key=full.secret, content_type=content_type))
    assert json.loads(response.body)["data"]["displayName"] == "É"


def test_paths_are_matched_before_they_are_decoded() -> None:
    [full, _] = open_environment().keys
    response = api().answer(request(path="/api/v1/features/a%2Farchive", x_api_key=full.secret))
    assert refusal(response) == (404, "FeatureNotFound")


def test_a_wrong_method_is_refused_with_the_right_ones() -> None:
    [full, _] = open_environment().keys
    response = api().answer(request("PUT", x_api_key=full.secret))
    assert refusal(response) == (405, "MethodNotAllowed")
    assert set(response.headers["allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize(
    ("origins", "origin", "allowed"),
    [
        ("*", "https://a.example", "*"),
        ("https://a.example,https://b.example", "https://b.example", "https://b.example"),
        ("https://a.example", "https://b.example", None),
    ],
)
def test_only_the_origins_of_the_deployment_are_allowed(origins: str, origin: str, allowed: str | None) -> None:
    gateway = api(CorsOrigins=origins)
    preflight: dict[str, Any] = {"origin": origin, "access_control_request_method": "POST"}
    answers = [gateway.answer(request("OPTIONS", **preflight)), gateway.answer(request(path="/health", origin=origin))]
    assert [answer.status for answer in answers] == [204, 200]
    assert [answer.headers.get("access-control-allow-origin") for answer in answers] == [allowed, allowed]


def test_header_names_come_back_once_and_in_lower_case() -> None:
    names = api().answer(request(path="/health")).headers
    assert all(name == name.lower() for name in names)
    assert names["content-type"] == "application/json"
