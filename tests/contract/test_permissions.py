"""What each kind of key may do with every operation of the template, and that environments never meet."""

import re
from typing import Any

import pytest

from tests.support.logs import listening
from tests.support.one_of_each import fill
from tests.support.template_api import TemplateApi
from tests.support.tenancy import api_of, make_key, open_environment, revoke, rotate
from tollgate.environments.permission import GRANTABLE, Permission
from tollgate.environments.rotate_key import Grace
from tollgate.shared.scope import KeyKind
from tools.template import Route, routes

OPERATIONS = [route for route in routes() if route.path.startswith("/api/")]
FOR_BROWSERS = frozenset(("CheckEntitlementFunction", "CheckGovernedEntitlementFunction", "ListEntitlementsFunction"))
FORBIDDEN = (403, "IdentityForbidden")
NEEDED = {
    "features": "CATALOG",
    "products": "CATALOG",
    "plans": "CATALOG",
    "addons": "CATALOG",
    "coupons": "COUPON",
    "credits": "CUSTOMER",
    "credits/custom-currencies": "CATALOG",
    "customers": "CUSTOMER",
    "subscriptions": "SUBSCRIPTION",
    "contracts": "SUBSCRIPTION",
    "usage": "CUSTOMER",
    "events": "CUSTOMER",
    "tasks": "CATALOG",
    "test-clocks": "CUSTOMER",
    "entity-types": "CATALOG",
    "webhooks": "ENVIRONMENT",
    "event-queue": "ENVIRONMENT",
    "workflows": "ENVIRONMENT",
    "workflow-triggers": "ENVIRONMENT",
    "workflow-runs": "ENVIRONMENT",
    "workflow-templates": "ENVIRONMENT",
    "workflow-secrets": "ENVIRONMENT",
}

READ_APART = {("GET", "/api/v1/event-queue"): "EVENT_QUEUE"}
"""What has a permission of its own to be read."""
READ_BY_POST = {"PreviewSubscriptionFunction", "EstimateUsageCostFunction", "EstimateEventCostFunction"}
"""They change nothing, and are asked with a body."""


def resource_of(route: Route) -> str:
    """Return the resource whose permission an operation asks for."""
    if (route.method, route.path) in READ_APART:
        return READ_APART[route.method, route.path]
    first, *more = route.path.split("/")[3:]
    return NEEDED.get("/".join((first, *more[:1])), NEEDED.get(first, ""))


def call(api: TemplateApi, route: Route) -> tuple[int, str | None]:
    """Call an operation on things that do not exist; return its status and error code."""
    path = re.sub(r"{\w+}", "unknown", route.path)
    body: Any = {} if route.method in {"POST", "PATCH"} else None
    answer = api.call(route.method, path, body)
    return answer.status, answer.error["code"] if answer.status >= 400 else None


def test_a_publishable_key_reads_entitlements_and_nothing_else(api: TemplateApi) -> None:
    publishable = api_of(open_environment().keys[1].secret)
    reached = {route.function for route in OPERATIONS if call(publishable, route) != FORBIDDEN}
    assert reached == FOR_BROWSERS


@pytest.mark.parametrize("resource", sorted(set(NEEDED.values())))
def test_a_scoped_key_reaches_what_it_lists_and_nothing_else(api: TemplateApi, resource: str) -> None:
    environment = open_environment().environment
    own = {route.function for route in OPERATIONS if resource_of(route) == resource}
    asking = {route.function for route in OPERATIONS if route.method == "GET"} | READ_BY_POST
    others = {permission for permission in GRANTABLE if not permission.startswith(f"{resource}:")}
    for permissions, reachable in (
        ({Permission(f"{resource}:READ")}, own & asking),
        ({Permission(f"{resource}:WRITE")}, own),
        (others, {route.function for route in OPERATIONS} - own),
    ):
        scoped = api_of(make_key(environment, KeyKind.SCOPED, *sorted(permissions)).secret)
        assert {route.function for route in OPERATIONS if call(scoped, route) != FORBIDDEN} == reachable


def test_a_key_that_ended_does_nothing(api: TemplateApi) -> None:
    opened = open_environment()
    full = opened.keys[0]
    rotate(opened.environment.scope, full.key.id, Grace.SEVEN_DAYS)
    revoke(opened.environment.scope, full.key.id)
    ended, unknown = api_of(full.secret), api_of("server-unknown")
    assert {call(ended, route) for route in OPERATIONS} == {(401, "ApiKeyExpired")}
    assert {call(unknown, route) for route in OPERATIONS} == {(401, "Unauthenticated")}


def test_a_refusal_says_what_the_key_lacks(api: TemplateApi) -> None:
    publishable = api_of(open_environment().keys[1].secret)
    refused = publishable.get("/api/v1/features")
    assert {name: refused.error[name] for name in refused.error if name not in {"message", "requestId"}} == {
        "code": "IdentityForbidden",
        "accessedField": "CATALOG:READ",
        "currentIdentityType": "PUBLISHABLE",
        "requiredIdentityType": "FULL",
    }


READS: list[tuple[str, dict[str, str]]] = [
    ("/api/v1/features/feature-seats", {}),
    ("/api/v1/plans/plan-a", {}),
    ("/api/v1/plans/plan-a/entitlements", {}),
    ("/api/v1/coupons/coupon-a", {}),
    ("/api/v1/customers/customer-a", {}),
    ("/api/v1/subscriptions/subscription-a", {}),
    ("/api/v1/customers/customer-a/entities/team-a", {}),
    ("/api/v1/customers/customer-a/governance", {}),
]
ENTITLEMENTS = [
    ("/api/v1/customers/customer-a/entitlements", {}),
    ("/api/v1/customers/customer-a/entitlements/check", {"featureId": "feature-seats"}),
]
"""A denial is an answer: a customer that is not there has no access, by the reason `CustomerNotFound`."""
WRITES = [
    ("PATCH", "/api/v1/features/feature-seats", {"displayName": "x"}),
    ("POST", "/api/v1/features/feature-free/archive", {}),
    ("POST", "/api/v1/features/feature-free/unarchive", {}),
    ("PATCH", "/api/v1/products/product-a", {"displayName": "x"}),
    ("POST", "/api/v1/products/product-a/archive", {}),
    ("POST", "/api/v1/products/product-a/unarchive", {}),
    ("PATCH", "/api/v1/plans/plan-a", {"displayName": "x"}),
    ("POST", "/api/v1/plans/plan-a/draft", {}),
    ("DELETE", "/api/v1/plans/plan-draft/draft", None),
    ("POST", "/api/v1/plans/plan-draft/publish", {"migrationType": "NEW_CUSTOMERS"}),
    ("POST", "/api/v1/plans/plan-a/archive", {}),
    ("POST", "/api/v1/plans/plan-a/entitlements", {"entitlements": [{"id": "feature-free", "type": "FEATURE"}]}),
    ("PATCH", "/api/v1/plans/plan-a/entitlements/feature-seats", {"type": "FEATURE", "usageLimit": 7}),
    ("DELETE", "/api/v1/plans/plan-a/entitlements/feature-seats", None),
    ("PATCH", "/api/v1/coupons/coupon-a", {"name": "x"}),
    ("POST", "/api/v1/coupons/coupon-a/archive", {}),
    ("PATCH", "/api/v1/credits/custom-currencies/currency-a", {"displayName": "x"}),
    ("POST", "/api/v1/credits/custom-currencies/currency-a/archive", {}),
    ("POST", "/api/v1/credits/custom-currencies/currency-a/unarchive", {}),
    ("PATCH", "/api/v1/customers/customer-a", {"name": "x"}),
    ("POST", "/api/v1/customers/customer-a/archive", {}),
    ("POST", "/api/v1/customers/customer-a/unarchive", {}),
    ("POST", "/api/v1/subscriptions/subscription-a/cancel", {}),
    ("POST", "/api/v1/subscriptions", {"customerId": "customer-a", "planId": "plan-a"}),
    (
        "POST",
        "/api/v1/usage",
        {"usages": [{"customerId": "customer-a", "featureId": "feature-seats", "value": 1}]},
    ),
]
LISTS = ["features", "plans", "coupons", "credits/custom-currencies", "customers", "subscriptions", "tasks"]


def seen(api: TemplateApi) -> list[tuple[int, str]]:
    """Return everything an environment shows."""
    answers = [api.get(path, **query) for path, query in [*READS, *ENTITLEMENTS]]
    answers += [api.get(f"/api/v1/{name}") for name in [*LISTS, "products"]]
    return [(answer.status, answer.text) for answer in answers]


def test_a_key_of_another_environment_finds_nothing(api: TemplateApi) -> None:
    own = api_of(open_environment("a").keys[0].secret)
    other = api_of(open_environment("b").keys[0].secret)
    fill(own)
    before = seen(own)
    assert {status for status, _ in before} == {200}

    for path, query in READS:
        assert other.get(path, **query).status == 404, path
    for path, query in ENTITLEMENTS:
        assert other.get(path, **query).data["accessDeniedReason"] == "CustomerNotFound", path
    for name in LISTS:
        assert other.get(f"/api/v1/{name}").data == [], name
    assert [product["id"] for product in other.get("/api/v1/products").data] == ["product-default"]
    for method, path, body in WRITES:
        assert other.call(method, path, body).status == 404, (method, path)

    assert seen(own) == before


def test_what_another_environment_gets_does_not_tell_whether_a_thing_exists(api: TemplateApi) -> None:
    own = api_of(open_environment("a").keys[0].secret)
    other = api_of(open_environment("b").keys[0].secret)
    fill(own)

    def told(path: str) -> dict[str, Any]:
        error = other.get(path).error
        return {name: value for name, value in error.items() if name != "requestId"}

    for kind in ("features", "plans", "coupons", "customers", "subscriptions"):
        existing = next(path.rsplit("/", 1)[1] for path, _ in READS if path.startswith(f"/api/v1/{kind}/"))
        text = str(told(f"/api/v1/{kind}/{existing}")).replace(existing, "unknown")
        assert text == str(told(f"/api/v1/{kind}/unknown"))


def test_two_environments_hold_the_same_ids_side_by_side(api: TemplateApi) -> None:
    first, second = (api_of(open_environment(slug).keys[0].secret) for slug in ("a", "b"))
    fill(first)
    fill(second)
    first.patch("/api/v1/features/feature-seats", displayName="Chairs")
    names = [each.get("/api/v1/features/feature-seats").data["displayName"] for each in (first, second)]
    assert names == ["Chairs", "Seats"]


def test_no_key_reaches_the_log_or_an_answer(api: TemplateApi) -> None:
    opened = open_environment()
    secrets = [issued.secret for issued in opened.keys]
    with listening() as logs:
        answers = [call_text(api_of(secret), route) for secret in [*secrets, "server-guess"] for route in OPERATIONS]
    assert len(logs.lines) >= len(answers)
    for secret in [*secrets, "server-guess"]:
        assert secret not in logs.text
        assert not [text for text in answers if secret in text]


def call_text(api: TemplateApi, route: Route) -> str:
    """Call an operation and return its whole answer as text."""
    answer = api.call(route.method, re.sub(r"{\w+}", "x", route.path), {})
    return answer.text + str(answer.headers)
