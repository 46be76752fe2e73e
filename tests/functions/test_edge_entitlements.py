"""The edge documents of what a customer may use and has subscribed to: in which words, to whom, and never stale."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.graphql import ask
from tests.support.metering import Sold, entitlement, resetting, subscription_access, values_of
from tests.support.one_of_each import fill
from tests.support.template_api import Answer, TemplateApi
from tests.support.tenancy import api_of, make_key, open_environment
from tollgate.environments.permission import Permission
from tollgate.shared.scope import KeyKind

EDGE = "/v1/a/account-test/e/development/c/{customer}/{document}.json"
DOCUMENTS = ("entitlements", "entitlements-state", "subscriptions")
FIRST = """
  accessDeniedReason currentUsage customerId displayNameOverride entitlementUpdatedAt enumValues hasSoftLimit
  hasUnlimitedUsage hiddenFromWidgets isGranted meterId nextResetDate requestedUsage requestedValues resetPeriod
  resourceId usageLimit usagePeriodAnchor usagePeriodEnd usagePeriodStart usageUpdatedAt validUntil
  creditRate { amount } feature { %(feature)s }
  resetPeriodConfiguration { __typename ... on MonthlyResetPeriodConfig { monthlyAccordingTo } }
"""
SECOND = """
  __typename ... on FeatureEntitlement {
    accessDeniedReason currentUsage entitlementUpdatedAt enumValues hasSoftLimit hasUnlimitedUsage isGranted resetPeriod
    usageLimit usagePeriodAnchor usagePeriodEnd usagePeriodStart usageUpdatedAt validUntil
    creditRate { amount } feature { %(feature)s }
    resetPeriodConfiguration { __typename ... on MonthlyResetPeriodConfig { monthlyAccordingTo } }
  }
"""
FEATURE = """
  additionalMetaData description displayName featureType featureUnits featureUnitsPlural meterType refId
  unitTransformation { divide round }
"""


def read(api: TemplateApi, document: str, customer: str = "acme", *, held: str | None = None, **query: str) -> Answer:
    """Ask for an edge document; `held` is the tag of what the caller holds."""
    path = EDGE.format(customer=customer, document=document)
    return api.call("GET", path, query=query, headers={"If-None-Match": held} if held is not None else {})


def shown(value: Any) -> Any:
    """Return what GraphQL shows without the members of unions that it does not ask for."""
    if isinstance(value, dict):
        without = {"yearlyAccordingTo", "weeklyAccordingTo"}
        return {name: shown(each) for name, each in value.items() if name not in without}
    return [shown(each) for each in value] if isinstance(value, list) else value


@pytest.fixture
def acme(api: TemplateApi) -> TemplateApi:
    """A customer with a feature of every kind, some of it used."""
    Sold().basic(resetting(), values_of("regions", "eu"), entitlement("seats", has_soft_limit=True))
    usages = [{"customerId": "acme", "featureId": "calls", "value": 3}]
    assert api.post("/api/v1/usage", usages=usages).status == 201
    return api


def test_entitlements_are_told_in_the_words_of_graphql(acme: TemplateApi) -> None:
    wanted = {"feature": FEATURE}
    document = f"""{{
      cachedEntitlements(query: {{customerId: "acme"}}) {{ {FIRST % wanted} }}
      entitlementsState(query: {{customerId: "acme"}}) {{ entitlementsV2 {{ {SECOND % wanted} }} }}
    }}"""
    told = ask(acme, document)
    first, second = told["cachedEntitlements"], told["entitlementsState"]["entitlementsV2"]
    assert shown(read(acme, "entitlements").body) == {"entitlements": first}
    assert shown(read(acme, "entitlements-state").body) == {
        "accessDeniedReason": None,
        "entitlements": first,
        "entitlementsV2": second,
    }
    calls = first[0]
    assert (calls["feature"]["refId"], calls["currentUsage"], calls["validUntil"]) == ("calls", 3, 1770249600000)


@pytest.mark.parametrize(
    ("customer", "reason"), [("nobody", "CustomerNotFound"), ("bare", "NoActiveSubscription"), ("acme", None)]
)
def test_the_state_says_why_there_is_nothing(acme: TemplateApi, customer: str, reason: str | None) -> None:
    Sold().customer("bare")
    assert read(acme, "entitlements-state", customer).body["accessDeniedReason"] == reason
    assert bool(read(acme, "entitlements", customer).body["entitlements"]) is (reason is None)


def test_a_resource_has_a_document_of_its_own(acme: TemplateApi) -> None:
    sold = Sold()
    sold.plan("site", entitlement("calls", usage_limit=Decimal(50)))
    sold.resource("acme", "r1")
    sold.subscribe("acme", subscription_access("site"), resource_id="r1")
    limits = [
        {
            each["feature"]["refId"]: each["usageLimit"]
            for each in read(acme, "entitlements", **query).body["entitlements"]
        }
        for query in ({}, {"resourceId": "r1"})
    ]
    assert [each["calls"] for each in limits] == [10, 50]
    assert limits[1].keys() == limits[0].keys() == {"calls", "regions", "seats"}


@pytest.mark.parametrize("document", ["entitlements", "entitlements-state"])
def test_what_the_caller_holds_is_sent_again_only_where_it_changed(
    acme: TemplateApi, document: str, clock: FixedClock
) -> None:
    before = read(acme, document)
    assert before.headers["cache-control"] == "private, no-cache"
    unchanged = read(acme, document, held=before.headers["etag"])
    assert (unchanged.status, unchanged.text, unchanged.headers["etag"]) == (304, "", before.headers["etag"])
    usages = [{"customerId": "acme", "featureId": "calls", "value": 1}]
    assert acme.post("/api/v1/usage", usages=usages).status == 201
    after = read(acme, document, held=before.headers["etag"])
    assert (after.status, after.body["entitlements"][0]["currentUsage"]) == (200, 4)
    clock.set("2026-02-05T00:00:00+00:00")
    again = read(acme, document, held=after.headers["etag"])
    assert (again.status, again.body["entitlements"][0]["currentUsage"]) == (200, 0)


def test_subscriptions_are_told_as_rest_tells_them(api: TemplateApi) -> None:
    fill(api)
    own = api.get("/api/v1/subscriptions/subscription-a").data
    answer = read(api, "subscriptions", "customer-a")
    assert answer.body == {"subscriptions": [own]}
    assert read(api, "subscriptions", "customer-a", resourceId="r1").body == {"subscriptions": []}
    assert read(api, "subscriptions", "customer-a", held=answer.headers["etag"]).status == 304
    assert api.post("/api/v1/subscriptions/subscription-a/cancel").status == 200
    assert read(api, "subscriptions", "customer-a", held=answer.headers["etag"]).body == {"subscriptions": []}


def test_subscriptions_of_an_unknown_customer_are_not_found(api: TemplateApi) -> None:
    refused = read(api, "subscriptions", "nobody")
    assert (refused.status, refused.error["code"]) == (404, "CustomerNotFound")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_another_environment_is_as_if_it_were_not_there(api: TemplateApi, document: str) -> None:
    own, other = open_environment(), open_environment("production")
    key = api_of(own.keys[0].secret)
    for account, name in (
        ("account-test", other.environment.id),
        ("account-test", "nowhere"),
        ("other", "development"),
    ):
        refused = key.get(f"/v1/a/{account}/e/{name}/c/acme/{document}.json")
        assert (refused.status, refused.error["code"]) == (404, "EnvironmentMissing")


def test_browsers_read_entitlements_and_no_subscriptions(api: TemplateApi) -> None:
    opened = open_environment()
    browser = api_of(opened.keys[1].secret)
    assert [read(browser, document).status for document in DOCUMENTS] == [200, 200, 403]
    scoped = api_of(make_key(opened.environment, KeyKind.SCOPED, Permission.SUBSCRIPTION_READ).secret)
    assert [read(scoped, document).status for document in DOCUMENTS] == [403, 403, 404]
