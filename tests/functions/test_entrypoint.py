"""What the entry point does for every operation, whatever the operation is."""

from base64 import b64encode
from typing import Any

import pytest

from tests.support.logs import listening
from tests.support.selling import given_plan, given_product
from tests.support.template_api import Answer, TemplateApi
from tests.support.tenancy import api_of, open_environment
from tollgate.api.edge import LARGEST_BODY

FEATURES = "/api/v1/features"
A_FEATURE = {"id": "feature-sso", "displayName": "SSO", "featureType": "BOOLEAN"}


def send(api: TemplateApi, raw: bytes, path: str = FEATURES) -> Answer:
    """Send a body as API Gateway hands on bytes that are no text: in base64."""
    encoded = b64encode(raw).decode()
    answer = api.gateway.call("POST", path, "", {}, encoded, caller=api.caller, is_base64=True)
    return Answer(answer["statusCode"], answer["headers"], answer["body"])


@pytest.mark.parametrize(
    ("context", "code", "details"),
    [
        ({}, "Unauthenticated", {}),
        ({"denied": "Unauthenticated"}, "Unauthenticated", {}),
        ({"denied": "ApiKeyExpired", "keyId": "api-key-1"}, "ApiKeyExpired", {"apiKeyId": "api-key-1"}),
    ],
)
def test_without_a_valid_key_every_operation_says_401(
    api: TemplateApi, context: dict[str, str], code: str, details: dict[str, str]
) -> None:
    api.caller = context
    for refused in (api.get(FEATURES), api.post(FEATURES, **A_FEATURE), api.post(FEATURES)):
        assert refused.status == 401
        assert refused.error == {
            "code": code,
            "message": refused.error["message"],
            "requestId": refused.headers["x-request-id"],
            **details,
        }


def test_every_answer_carries_the_request_id_and_keeps_out_of_caches(api: TemplateApi) -> None:
    answers = (api.get(FEATURES), api.get(FEATURES, limit=0), api.get("/health"), api.get("/nowhere"))
    assert [answer.status for answer in answers] == [200, 400, 200, 404]
    for answer in answers:
        own = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
        assert own == {
            "content-type": "application/json",
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
            "strict-transport-security": "max-age=63072000; includeSubDomains",
        }
    assert len({answer.headers["x-request-id"] for answer in answers}) == len(answers)


def test_a_body_of_the_largest_size_is_taken_and_one_byte_more_is_not(api: TemplateApi) -> None:
    text = '{"id": "feature-sso", "displayName": "SSO", "featureType": "BOOLEAN"}'
    refused = api.call("POST", FEATURES, raw=text + " " * (LARGEST_BODY - len(text) + 1))
    assert (refused.status, refused.error["code"]) == (413, "PayloadTooLarge")
    assert api.call("POST", FEATURES, raw=text + " " * (LARGEST_BODY - len(text))).status == 201


def test_the_size_of_a_body_is_counted_in_bytes(api: TemplateApi) -> None:
    refused = send(api, ("ä" * (LARGEST_BODY // 2 + 1)).encode())
    assert (refused.status, refused.error["code"]) == (413, "PayloadTooLarge")


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "{",
        "nonsense",
        "[]",
        "null",
        "1",
        '"text"',
        "{'id': 'a'}",
        '{"id": NaN}',
        '{"id": Infinity}',
        '{"id": "a", "displayName": "A", "featureType": "BOOLEAN"} {}',
        '{"id": "\\ud800", "displayName": "A", "featureType": "BOOLEAN"}',
        '{"metadata": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"metadata": ' * 50_000 + "1" + "}" * 50_000,
    ],
)
def test_a_body_that_is_no_json_object_is_bad_input(api: TemplateApi, raw: str) -> None:
    refused = api.call("POST", FEATURES, raw=raw)
    assert (refused.status, refused.error["code"]) == (400, "BadUserInput")
    assert refused.error["message"]
    assert api.get(FEATURES).data == []


def test_a_body_that_is_not_utf_8_is_bad_input(api: TemplateApi) -> None:
    refused = send(api, b'{"id": "\xff\xfe"}')
    assert (refused.status, refused.error["code"]) == (400, "BadUserInput")


def test_a_body_in_base64_is_read(api: TemplateApi) -> None:
    assert send(api, b'{"id": "feature-sso", "displayName": "SSO", "featureType": "BOOLEAN"}').status == 201


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"id": None}, "id"),
        ({"id": 7}, "id"),
        ({"id": "a b"}, "id"),
        ({"displayName": ""}, "displayName"),
        ({"displayName": "x" * 256}, "displayName"),
        ({"featureType": "boolean"}, "featureType"),
        ({"featureType": "ENUM", "enumConfiguration": [{"value": "eu"}]}, "enumConfiguration[0].displayName"),
        ({"metadata": {"tier": 1}}, "metadata.tier"),
        ({"metadata": []}, "metadata"),
    ],
)
def test_a_wrong_field_is_named_by_its_path(api: TemplateApi, changed: dict[str, Any], field: str) -> None:
    refused = api.post(FEATURES, **{**A_FEATURE, **changed})
    assert (refused.status, refused.error["field"]) == (400, field)
    assert field in refused.error["message"]


def test_a_missing_field_is_named(api: TemplateApi) -> None:
    refused = api.post(FEATURES, id="feature-sso", featureType="BOOLEAN")
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, "BadUserInput", "displayName")


def test_unknown_fields_are_ignored(api: TemplateApi) -> None:
    assert api.post(FEATURES, **A_FEATURE, colour="green").status == 201


def test_an_idempotency_key_is_of_limited_length(api: TemplateApi) -> None:
    refused = api.call("POST", FEATURES, A_FEATURE, headers={"idempotency-key": "k" * 256})
    assert (refused.status, refused.error["field"]) == (400, "Idempotency-Key")
    assert api.call("POST", FEATURES, A_FEATURE, headers={"idempotency-key": "k" * 255}).status == 201


def test_a_kept_refusal_is_given_again_also_when_it_no_longer_holds(api: TemplateApi) -> None:
    api.post(FEATURES, **A_FEATURE)
    first = api.call("POST", FEATURES, A_FEATURE, headers={"idempotency-key": "k"})
    again = api.call("POST", FEATURES, A_FEATURE, headers={"idempotency-key": "k"})
    assert (again.status, again.text, again.headers["x-should-retry"]) == (409, first.text, "false")


def test_an_answer_larger_than_a_stored_document_is_kept_too(api: TemplateApi) -> None:
    given_product(api)
    given_plan(api, "plan-free")
    values = [{"value": f"{number:03d}" + "x" * 100, "displayName": "y"} for number in range(255)]
    rows = []
    for number in range(20):
        feature = {"id": f"regions-{number}", "displayName": "Regions", "featureType": "ENUM"}
        assert api.post(FEATURES, **feature, enumConfiguration=values).status == 201
        granted = [value["value"] for value in values]
        rows.append({"id": feature["id"], "type": "FEATURE", "enumValues": granted})
    body, key = {"entitlements": rows}, {"idempotency-key": "k"}
    first = api.call("POST", "/api/v1/plans/plan-free/entitlements", body, headers=key)
    assert first.status == 201
    assert len(first.text) > 400_000
    again = api.call("POST", "/api/v1/plans/plan-free/entitlements", body, headers=key)
    assert (again.status, again.text, again.headers["x-idempotent-replay"]) == (201, first.text, "true")


def test_the_same_idempotency_key_of_another_api_key_is_another(api: TemplateApi) -> None:
    first, second = open_environment("a"), open_environment("b")
    for opened in (first, second):
        own = api_of(opened.keys[0].secret)
        assert own.call("POST", FEATURES, A_FEATURE, headers={"idempotency-key": "k"}).status == 201


def test_each_request_leaves_one_line_with_scope_and_outcome(api: TemplateApi) -> None:
    with listening() as logs:
        answer = api.get(FEATURES)
    (line,) = logs.lines
    assert {name: line[name] for name in ("message", "route", "status", "requestId")} == {
        "message": "request",
        "route": "GET /api/v1/features",
        "status": 200,
        "requestId": answer.headers["x-request-id"],
    }
    assert {name: line[name] for name in ("accountId", "environmentId", "keyId")} == {
        "accountId": "account-test",
        "environmentId": "development",
        "keyId": "api-key-test",
    }
    assert line["durationMs"] >= 0


def test_a_fault_of_our_own_is_500_without_its_text(api: TemplateApi) -> None:
    api.caller = {**api.caller, "keyKind": "secret-of-a-customer"}
    with listening() as logs:
        failed = api.get(FEATURES)
    assert (failed.status, failed.error["code"]) == (500, "UnexpectedError")
    assert "secret-of-a-customer" not in failed.text + logs.text
    assert [line["level"] for line in logs.lines] == ["ERROR", "INFO"]


def test_no_body_key_name_or_address_reaches_the_log(api: TemplateApi) -> None:
    opened = open_environment()
    own = api_of(opened.keys[0].secret)
    private = {"name": "Ada Lovelace", "email": "ada@example.com"}
    with listening() as logs:
        for body in (
            {"id": "customer-ada", **private},
            {"id": "customer-ada", **private},
            {"id": "a b", **private},
            {"id": "customer-ada", "name": ["Ada Lovelace"], "email": {"at": "ada@example.com"}},
        ):
            own.post("/api/v1/customers", **body)
        own.get("/api/v1/customers", email="ada@example.com", name="Ada Lovelace", limit="none")
        own.call("POST", "/api/v1/customers", raw='{"email": "ada@example.com"')
    assert len(logs.lines) >= 6
    for secret in (opened.keys[0].secret, "Ada", "Lovelace", "ada@example.com"):
        assert secret not in logs.text


def test_malformed_json_is_told_by_its_place_and_names_no_field(api: TemplateApi) -> None:
    refused = api.call("POST", "/api/v1/features", raw='{"id": "feature-sso",,}')
    assert (refused.status, refused.error["code"]) == (400, "BadUserInput")
    assert refused.error["message"] == "The body is not JSON from character 21 on"
    assert "field" not in refused.error


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (None, "Send a JSON object as the body"),
        ("", "Send a JSON object as the body"),
        ("null", "Send a JSON object as the body"),
        ("[]", "Send a JSON object as the body"),
        ('{"id": 1e999999}', "The body is not JSON: A number is out of range"),
        ('{"id": NaN}', "The body is not JSON: NaN is not a JSON number"),
    ],
)
def test_a_body_that_cannot_be_taken_is_told_why(api: TemplateApi, raw: str | None, message: str) -> None:
    refused = api.call("POST", FEATURES, raw=raw)
    assert (refused.status, refused.error["code"], refused.error["message"]) == (400, "BadUserInput", message)
    assert "field" not in refused.error
