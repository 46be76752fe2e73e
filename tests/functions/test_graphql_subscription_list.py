"""The list of subscriptions through GraphQL: every filter, order and page."""

from typing import Any

import pytest

from tests.support.agreements import given_agreements
from tests.support.clock import FixedClock
from tests.support.graphql import ask, refusal_of
from tests.support.selling import given_customer, given_plan, given_product, subscribe
from tests.support.template_api import TemplateApi

LIST = """
query ($filter: SubscriptionQueryFilter, $paging: CursorPaging, $sorting: [SubscriptionQuerySort!]) {
  subscriptions(filter: $filter, paging: $paging, sorting: $sorting) {
    edges { node { subscriptionId } cursor }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""
NODES = """
{
  subscriptions {
    edges {
      node {
        subscriptionId status pricingType startDate currentBillingPeriodEnd trialEndDate
        trialConfiguration { trialEndBehavior } addons { quantity } plan { refId product { refId } }
        customer { refId } payingCustomer { refId } resource { resourceId }
      }
    }
  }
}
"""


@pytest.fixture
def shop(api: TemplateApi, clock: FixedClock) -> TemplateApi:
    """The API with four subscriptions, `free`, `pro`, `site` and `trial`, each a day after the other."""
    given_agreements(api)
    given_product(api, "product-sites", multipleSubscriptions=True)
    given_plan(api, "plan-site", product_id="product-sites")
    given_customer(api, "beta", name="Beta Corp", email="team@beta.example", billingId="cus_beta")
    subscribe(api, id="free")
    clock.advance(days=1)
    subscribe(api, "plan-pro", "beta", id="pro", billingPeriod="MONTHLY", billingId="sub_9", salesforceId="006")
    clock.advance(days=1)
    subscribe(api, "plan-site", id="site", resourceId="berlin")
    clock.advance(days=1)
    trial = {"isTrial": True, "trialEndDate": "2026-03-01T00:00:00Z"}
    subscribe(api, "plan-max", id="trial", billingPeriod="MONTHLY", trialOverrideConfiguration=trial)
    return api


def listed(api: TemplateApi, filter: Any = None, **asked: Any) -> list[str]:
    """Return the ids of a page."""
    edges = ask(api, LIST, filter=filter, **asked)["subscriptions"]["edges"]
    return [edge["node"]["subscriptionId"] for edge in edges]


def test_every_subscription_is_shown_newest_first(shop: TemplateApi) -> None:
    nodes = [edge["node"] for edge in ask(shop, NODES)["subscriptions"]["edges"]]
    assert [node["subscriptionId"] for node in nodes] == ["trial", "site", "pro", "free"]
    assert nodes[1] == {
        "subscriptionId": "site",
        "status": "ACTIVE",
        "pricingType": "FREE",
        "startDate": "2026-01-17T10:30:00.000Z",
        "currentBillingPeriodEnd": None,
        "trialEndDate": None,
        "trialConfiguration": None,
        "addons": [],
        "plan": {"refId": "plan-site", "product": {"refId": "product-sites"}},
        "customer": {"refId": "acme"},
        "payingCustomer": None,
        "resource": {"resourceId": "berlin"},
    }


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ({"customerId": {"eq": "beta"}}, ["pro"]),
        ({"customerId": {"in": ["beta", "nobody"]}}, ["pro"]),
        ({"plan": {"refId": {"eq": "plan-site"}}}, ["site"]),
        ({"status": {"eq": "IN_TRIAL"}}, ["trial"]),
        ({"status": {"in": ["IN_TRIAL", "CANCELED"]}}, ["trial"]),
        ({"pricingType": {"eq": "PAID"}}, ["trial", "pro"]),
        ({"paymentCollection": {"eq": "NOT_REQUIRED"}, "billingId": {"like": "sub%"}}, ["pro"]),
        ({"productId": {"neq": "product-app"}}, ["site"]),
        ({"resourceId": {"isNot": None}}, ["site"]),
        ({"salesforceId": {"eq": "006"}}, ["pro"]),
        ({"subscriptionId": {"in": ["free", "site"]}}, ["site", "free"]),
        ({"createdAt": {"gt": "2026-01-16T10:30:00Z"}}, ["trial", "site"]),
        ({"startDate": {"between": {"lower": "2026-01-15T00:00:00Z", "upper": "2026-01-16T00:00:00Z"}}}, ["free"]),
        ({"endDate": {"is": None}, "cancellationDate": {"is": None}}, ["trial", "site", "pro", "free"]),
        ({"environmentId": {"eq": "development"}, "customerId": {"eq": "beta"}}, ["pro"]),
        ({"customer": {"email": {"like": "%@beta.example"}}}, ["pro"]),
        ({"customer": {"searchQuery": {"iLike": "%beta c%"}}}, ["pro"]),
        ({"customer": {"billingId": {"eq": "cus_beta"}, "refId": {"eq": "acme"}}}, []),
        ({"customer": {"or": [{"name": {"eq": "Beta Corp"}}, {"customerId": {"eq": "x"}}]}}, ["pro"]),
        ({"customer": {"deletedAt": {"isNot": None}}}, []),
        (
            {"plan": {"versionNumber": {"gte": 1}, "isLatest": {"is": True}, "productId": {"eq": "product-sites"}}},
            ["site"],
        ),
        ({"plan": {"status": {"eq": "PUBLISHED"}, "pricingType": {"eq": "FREE"}}}, ["site", "free"]),
        ({"resource": {"resourceId": {"eq": "berlin"}}}, ["site"]),
        ({"resource": {"createdAt": {"lt": "2026-01-17T00:00:00Z"}}}, []),
        ({"or": [{"status": {"eq": "IN_TRIAL"}}, {"resource": {"resourceId": {"eq": "berlin"}}}]}, ["trial", "site"]),
        ({"and": [{"pricingType": {"eq": "PAID"}}, {"status": {"eq": "ACTIVE"}}]}, ["pro"]),
    ],
)
def test_what_fits_is_found(shop: TemplateApi, filter: Any, found: list[str]) -> None:
    assert listed(shop, filter) == found


def test_what_has_ended_is_found_by_how_it_stands_now(shop: TemplateApi) -> None:
    shop.post("/api/v1/subscriptions/free/cancel", cancellationTime="IMMEDIATE")
    assert listed(shop, {"status": {"eq": "CANCELED"}}) == ["free"]
    assert listed(shop, {"endDate": {"isNot": None}}) == ["free"]


@pytest.mark.parametrize(
    ("field", "direction", "found"),
    [
        ("createdAt", "ASC", ["free", "pro", "site", "trial"]),
        ("createdAt", "DESC", ["trial", "site", "pro", "free"]),
        ("subscriptionId", "ASC", ["free", "pro", "site", "trial"]),
        ("customerId", "DESC", ["pro", "trial", "site", "free"]),
        ("resourceId", "ASC", ["site", "trial", "pro", "free"]),
        ("startDate", "ASC", ["free", "pro", "site", "trial"]),
    ],
)
def test_the_list_is_sorted(shop: TemplateApi, field: str, direction: str, found: list[str]) -> None:
    assert listed(shop, sorting=[{"field": field, "direction": direction}]) == found


@pytest.mark.parametrize("sorting", [None, [{"field": "subscriptionId", "direction": "DESC"}]])
@pytest.mark.parametrize("filter", [None, {"customerId": {"eq": "acme"}}])
def test_pages_lead_through_the_list_and_back(shop: TemplateApi, sorting: Any, filter: Any) -> None:
    everything = listed(shop, filter, sorting=sorting)
    first = ask(shop, LIST, filter=filter, sorting=sorting, paging={"first": 2})["subscriptions"]
    assert [edge["node"]["subscriptionId"] for edge in first["edges"]] == everything[:2]
    assert first["pageInfo"]["hasNextPage"] is True
    after = {"first": 2, "after": first["pageInfo"]["endCursor"]}
    second = ask(shop, LIST, filter=filter, sorting=sorting, paging=after)["subscriptions"]
    assert [edge["node"]["subscriptionId"] for edge in second["edges"]] == everything[2:]
    assert (second["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"]) == (False, True)
    before = {"last": 2, "before": second["pageInfo"]["startCursor"]}
    assert listed(shop, filter, sorting=sorting, paging=before) == everything[:2]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"paging": {"after": "x"}}, "paging.after"),
        ({"paging": {"first": 1, "last": 1}}, "paging.last"),
        ({"filter": {"customer": {"name": {"like": "%" * 256}}}}, "filter.customer.name.like"),
    ],
)
def test_what_cannot_be_asked_is_refused_where_it_was_sent(shop: TemplateApi, asked: Any, field: str) -> None:
    told = refusal_of(shop, LIST, **asked)["extensions"]
    assert (told["code"], told["field"]) == ("BadUserInput", field)


def test_a_relation_is_shown_to_keys_that_may_follow_it(shop: TemplateApi) -> None:
    shop.caller |= {"keyKind": "SCOPED", "permissions": "CUSTOMER:READ"}
    assert refusal_of(shop, LIST)["extensions"]["code"] == "IdentityForbidden"
