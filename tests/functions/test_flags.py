"""Entitlements as flags of the remote evaluation protocol (OFREP)."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.metering import Sold, boolean, configured, entitlement, resetting, subscription_access, values_of
from tests.support.template_api import Answer, TemplateApi, quoted
from tests.support.tenancy import api_of, make_key, open_environment
from tollgate.environments.permission import Permission
from tollgate.shared.scope import KeyKind

FLAGS = "/ofrep/v1/evaluate/flags"


def evaluate(api: TemplateApi, key: str, customer: str = "acme", **context: Any) -> Answer:
    """Evaluate one flag of a customer."""
    return api.post(f"{FLAGS}/{quoted(key)}", context={"targetingKey": customer, **context})


def evaluate_all(api: TemplateApi, customer: str = "acme", *, held: str | None = None, **context: Any) -> Answer:
    """Evaluate every flag of a customer; `held` is the tag of what the caller holds."""
    headers = {"If-None-Match": held} if held is not None else {}
    return api.call("POST", FLAGS, {"context": {"targetingKey": customer, **context}}, headers=headers)


def use(api: TemplateApi, value: int) -> None:
    """Report usage."""
    usages = [{"customerId": "acme", "featureId": "calls", "value": value}]
    assert api.post("/api/v1/usage", usages=usages).status == 201


@pytest.fixture
def acme(api: TemplateApi) -> TemplateApi:
    """A customer with a feature of every kind; another feature is granted to nobody."""
    sold = Sold()
    sold.basic(
        resetting(),
        boolean(),
        configured(usage_limit=Decimal("2.5")),
        values_of("regions", "eu", "us"),
        entitlement("free", usage_limit=None, has_unlimited_usage=True),
    )
    sold.feature(entitlement("seats"))
    sold.feature(values_of("languages", "de"))
    sold.customer("bare")
    return api


@pytest.mark.parametrize(
    ("key", "value", "reason", "variant"),
    [
        ("sso", True, "TARGETING_MATCH", "granted"),
        ("calls", 10, "TARGETING_MATCH", "granted"),
        ("calls:boolean", True, "TARGETING_MATCH", "granted"),
        ("free", 2**53 - 1, "TARGETING_MATCH", "unlimited"),
        ("retention", 2.5, "TARGETING_MATCH", "granted"),
        ("regions", "eu,us", "TARGETING_MATCH", "granted"),
        ("regions:boolean", True, "TARGETING_MATCH", "granted"),
        ("seats", 0, "DEFAULT", "denied"),
        ("seats:boolean", False, "DEFAULT", "denied"),
        ("languages", "", "DEFAULT", "denied"),
    ],
)
def test_a_feature_is_a_flag_of_its_kind(acme: TemplateApi, key: str, value: Any, reason: str, variant: str) -> None:
    answer = evaluate(acme, key)
    assert answer.status == 200
    assert {name: answer.body[name] for name in ("key", "value", "reason", "variant")} == {
        "key": key,
        "value": value,
        "reason": reason,
        "variant": variant,
    }


def test_metadata_tells_the_usage_and_nothing_that_is_null(acme: TemplateApi) -> None:
    use(acme, 4)
    assert evaluate(acme, "calls").body["metadata"] == {
        "featureId": "calls",
        "featureType": "NUMBER",
        "displayName": "Calls",
        "isGranted": True,
        "currentUsage": 4,
        "usageLimit": 10,
        "hasUnlimitedUsage": False,
        "hasSoftLimit": False,
        "resetPeriod": "MONTH",
        "usagePeriodStart": "2026-01-05T00:00:00.000Z",
        "usagePeriodEnd": "2026-02-05T00:00:00.000Z",
        "validUntil": "2026-02-05T00:00:00.000Z",
    }


def test_an_object_is_the_whole_entitlement_as_a_check_shows_it(acme: TemplateApi) -> None:
    checked = acme.get("/api/v1/customers/acme/entitlements/check", featureId="calls").data
    assert evaluate(acme, "calls:object").body["value"] == checked


@pytest.mark.parametrize(
    ("key", "context", "value", "variant"),
    [
        ("calls:boolean", {"requestedUsage": 4}, True, "granted"),
        ("calls:boolean", {"requestedUsage": 5}, False, "denied"),
        ("calls", {"requestedUsage": 5}, 10, "denied"),
        ("regions:boolean", {"requestedValues": ["us"]}, True, "granted"),
        ("regions:boolean", {"requestedValues": "cn"}, False, "denied"),
        ("regions", {"requestedValues": ["cn"]}, "eu,us", "denied"),
        ("sso", {"email": "a@example.com", "plan": {"nested": 1}}, True, "granted"),
    ],
)
def test_the_context_may_ask_for_more(
    acme: TemplateApi, key: str, context: dict[str, Any], value: Any, variant: str
) -> None:
    use(acme, 6)
    answer = evaluate(acme, key, **context).body
    assert (answer["value"], answer["variant"], answer["reason"]) == (value, variant, "TARGETING_MATCH")


@pytest.mark.parametrize(("customer", "reason"), [("nobody", "CustomerNotFound"), ("bare", "NoActiveSubscription")])
def test_who_has_nothing_is_denied_as_in_a_check(acme: TemplateApi, customer: str, reason: str) -> None:
    answer = evaluate(acme, "sso", customer).body
    assert (answer["value"], answer["reason"]) == (False, "DEFAULT")
    assert answer["metadata"]["accessDeniedReason"] == reason


def test_a_resource_has_flags_of_its_own(acme: TemplateApi) -> None:
    sold = Sold()
    sold.plan("site", entitlement("calls", usage_limit=Decimal(50)))
    sold.resource("acme", "r1")
    sold.subscribe("acme", subscription_access("site"), resource_id="r1")
    assert [evaluate(acme, "calls", **context).body["value"] for context in ({}, {"resourceId": "r1"})] == [10, 50]
    denied = evaluate(acme, "calls", resourceId="r2").body
    assert (denied["value"], denied["metadata"]["accessDeniedReason"]) == (0, "CustomerResourceNotFound")


@pytest.mark.parametrize("owner", [{}, {"customer": "bare"}, {"customer": "nobody"}, {"resourceId": "nowhere"}])
def test_all_flags_together_are_what_each_is_by_itself(acme: TemplateApi, owner: dict[str, str]) -> None:
    use(acme, 6)
    flags = evaluate_all(acme, **owner).body["flags"]
    assert [flag["key"] for flag in flags][:6] == [
        "calls",
        "calls:boolean",
        "calls:object",
        "free",
        "free:boolean",
        "free:object",
    ]
    assert len(flags) == 3 * 6 + 2
    assert flags == [evaluate(acme, flag["key"], **owner).body for flag in flags]


def test_only_some_flags_may_be_asked_for(acme: TemplateApi) -> None:
    flags = evaluate_all(acme, flags=["sso", "calls", "unknown"]).body["flags"]
    assert [(flag["key"], flag["value"]) for flag in flags] == [("calls", 10), ("sso", True)]


def test_flags_that_the_caller_holds_are_not_sent_again(acme: TemplateApi) -> None:
    first = evaluate_all(acme)
    assert (first.status, first.headers["cache-control"]) == (200, "private, no-cache")
    again = evaluate_all(acme, held=first.headers["etag"])
    assert (again.status, again.text, again.headers["etag"]) == (304, "", first.headers["etag"])
    use(acme, 1)
    assert evaluate_all(acme, held=first.headers["etag"]).status == 200
    assert evaluate_all(acme, "bare", held=first.headers["etag"]).status == 200


@pytest.mark.parametrize(
    "key", ["unknown", "sso:number", "calls:string", "regions:number", "calls:", "calls:boolean:x"]
)
def test_a_flag_that_does_not_exist_is_not_found(acme: TemplateApi, key: str) -> None:
    answer = evaluate(acme, key)
    assert (answer.status, answer.body["errorCode"], answer.body["key"]) == (404, "FLAG_NOT_FOUND", key)
    assert answer.body["errorDetails"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("{", "PARSE_ERROR"),
        ("[]", "PARSE_ERROR"),
        ("{}", "TARGETING_KEY_MISSING"),
        ('{"context": null}', "TARGETING_KEY_MISSING"),
        ('{"context": {}}', "TARGETING_KEY_MISSING"),
        ('{"context": {"targetingKey": ""}}', "TARGETING_KEY_MISSING"),
        ('{"context": "acme"}', "INVALID_CONTEXT"),
        ('{"context": {"targetingKey": 7}}', "INVALID_CONTEXT"),
        ('{"context": {"targetingKey": "acme", "resourceId": 7}}', "INVALID_CONTEXT"),
        ('{"context": {"targetingKey": "acme", "requestedUsage": -1}}', "INVALID_CONTEXT"),
        ('{"context": {"targetingKey": "acme", "requestedUsage": "1"}}', "INVALID_CONTEXT"),
        ('{"context": {"targetingKey": "acme", "requestedValues": [7]}}', "INVALID_CONTEXT"),
    ],
)
def test_a_request_that_cannot_be_read_says_what_is_wrong(acme: TemplateApi, raw: str, code: str) -> None:
    one, many = acme.call("POST", f"{FLAGS}/sso", raw=raw), acme.call("POST", FLAGS, raw=raw)
    for answer in (one, many):
        assert (answer.status, answer.body["errorCode"]) == (400, code), answer.text
        assert answer.body["errorDetails"]
    assert one.body["key"] == "sso"
    assert "key" not in many.body


def test_a_verdict_is_of_now_whatever_key_goes_with_the_request(acme: TemplateApi) -> None:
    body, headers = {"context": {"targetingKey": "acme", "requestedUsage": 5}}, {"Idempotency-Key": "k"}
    before = acme.call("POST", f"{FLAGS}/calls:boolean", body, headers=headers)
    use(acme, 6)
    after = acme.call("POST", f"{FLAGS}/calls:boolean", body, headers=headers)
    assert [answer.body["value"] for answer in (before, after)] == [True, False]


def test_browsers_evaluate_flags_and_other_keys_need_to_read_customers(api: TemplateApi) -> None:
    opened = open_environment()
    browser = api_of(opened.keys[1].secret)
    assert evaluate_all(browser).body == {"flags": []}
    scoped = api_of(make_key(opened.environment, KeyKind.SCOPED, Permission.CATALOG_READ).secret)
    refused = evaluate(scoped, "sso")
    assert (refused.status, refused.body["errorCode"], refused.body["key"]) == (403, "GENERAL", "sso")


def test_a_fault_of_our_own_is_told_without_its_text(acme: TemplateApi) -> None:
    answer = TemplateApi(caller={**acme.caller, "keyKind": "BROKEN"}).post(f"{FLAGS}/sso")
    assert (answer.status, answer.body["errorCode"], answer.body["key"]) == (500, "GENERAL", "sso")
    assert "BROKEN" not in answer.text
