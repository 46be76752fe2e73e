"""Pricing tables by GraphQL: for a customer, for a browser, for the designer."""

from typing import Any

import pytest

from tests.support.catalog import create_plan, publish
from tests.support.graphql import answer_to, ask, code_of, refusal_of
from tests.support.paywall import given_paywall, paywall, plan_in
from tests.support.selling import subscribe
from tests.support.template_api import TemplateApi
from tests.support.tenancy import api_of, make_key, open_environment
from tollgate import wiring
from tollgate.catalog.entitlement import Widget
from tollgate.environments.permission import Permission
from tollgate.shared.scope import ActorType, KeyKind, Scope
from tools.bench.calls import counting

TABLE = """
query Table($input: GetPaywallInput!) {
  paywall(input: $input) {
    plans { refId displayName product { refId } entitlements { feature { refId displayName } usageLimit } }
    currency { code symbol }
    paywallCalculatedPricePoints {
      planId amount currency billingPeriod billingCountryCode additionalChargesMayApply feature { refId }
    }
    configuration { customCss palette { primary } typography { fontFamily } layout { alignment } }
  }
}
"""
POINTS = "query Points($input: GetPaywallInput!) { paywall(input: $input) { paywallCalculatedPricePoints { amount } } }"
BUYER = """
query Buyer($input: GetPaywallInput!) {
  paywall(input: $input) {
    plans { refId }
    customer { customerId email }
    activeSubscriptions { subscriptionId plan { refId } customer { customerId subscriptions { subscriptionId } } }
    resource { resourceId }
  }
}
"""
MOCK = """
query Mock($input: GetPaywallInput!) {
  mockPaywall(input: $input) {
    plans {
      refId displayName description billingId pricingType additionalMetaData
      product { refId displayName description additionalMetaData }
      basePlan { refId displayName }
      entitlements { usageLimit isGranted hasUnlimitedUsage feature { refId meterType } }
      inheritedEntitlements { feature { refId } }
      packageEntitlements {
        __typename
        ... on PackageFeatureEntitlement { feature { refId meterType createdAt } usageLimit }
        ... on PackageCreditEntitlement { amount cadence customCurrency { currencyId units { singular plural } } }
      }
      inheritedPackageEntitlements { ... on PackageFeatureEntitlement { featureId } }
      prices { billingModel billingPeriod billingCountryCode price { amount currency } feature { refId } }
      compatibleAddons { refId dependencies { refId dependencies { refId } } entitlements { usageLimit } }
      compatiblePackageGroups { packageGroupId }
      defaultTrialConfig { duration }
    }
    configuration { customCss layout { planWidth } }
  }
}
"""


def test_a_table_shows_plans_prices_and_points(api: TemplateApi) -> None:
    given_paywall(api)
    shown = ask(api, TABLE, input={"productId": "product-main", "billingCountryCode": "DE"})["paywall"]
    assert [plan["refId"] for plan in shown["plans"]] == ["plan-free", "plan-pro"]
    assert shown["plans"][1]["entitlements"] == [
        {"feature": {"refId": "feature-seats", "displayName": "feature-seats"}, "usageLimit": 5}
    ]
    assert shown["currency"] == {"code": "EUR", "symbol": "€"}
    point = {"planId": "plan-pro", "currency": "EUR", "billingCountryCode": "DE", "additionalChargesMayApply": False}
    assert shown["paywallCalculatedPricePoints"] == [
        {**point, "amount": 9, "billingPeriod": "MONTHLY", "feature": None},
        {**point, "amount": 90, "billingPeriod": "ANNUALLY", "feature": None},
    ]
    assert shown["configuration"] == {"customCss": None, "palette": None, "typography": None, "layout": None}


def test_all_countries_prices_are_shown_where_they_are_asked_for(api: TemplateApi) -> None:
    given_paywall(api)
    shown = ask(api, POINTS, input={"fetchAllCountriesPrices": True})["paywall"]
    assert [each["amount"] for each in shown["paywallCalculatedPricePoints"]] == [10, 100, 9, 90]


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, ["plan-free", "plan-pro"]),
        ({"context": "PAYWALL"}, ["plan-free", "plan-pro"]),
        ({"context": "CHECKOUT"}, ["plan-free", "plan-hidden", "plan-pro"]),
        ({"includeHiddenPlans": True}, ["plan-free", "plan-hidden", "plan-pro"]),
    ],
)
def test_a_hidden_plan_is_shown_in_other_widgets_and_where_it_is_asked_for(
    api: TemplateApi, fields: dict[str, Any], shown: list[str]
) -> None:
    given_paywall(api)
    create_plan(api, "plan-hidden")
    hide(api, "plan-hidden")
    publish(api, "plan-hidden")
    answered = ask(api, TABLE, input=fields)["paywall"]
    assert [plan["refId"] for plan in answered["plans"]] == shown


def hide(api: TemplateApi, plan_id: str) -> None:
    """Hide a plan from pricing tables."""
    scope = Scope(account_id="account-test", environment_id="development")

    def change() -> None:
        plans = wiring.plans()
        draft = plans.draft(scope, plan_id)
        assert draft is not None
        plans.save_draft(scope, draft.but(hidden_from_widgets=(Widget.PAYWALL,)))

    wiring.transact(change, actor=ActorType.SYSTEM)


def test_a_table_for_a_customer_shows_what_it_has(api: TemplateApi) -> None:
    given_paywall(api)
    api.post("/api/v1/customers", id="acme", email="a@acme.com")
    subscription = subscribe(api)["id"]
    shown = ask(api, BUYER, input={"customerId": "acme"})["paywall"]
    assert shown["customer"] == {"customerId": "acme", "email": "a@acme.com"}
    assert shown["activeSubscriptions"] == [
        {
            "subscriptionId": subscription,
            "plan": {"refId": "plan-free"},
            "customer": {"customerId": "acme", "subscriptions": [{"subscriptionId": subscription}]},
        }
    ]
    assert shown["resource"] is None


def test_a_table_for_a_resource_shows_what_the_resource_has(api: TemplateApi) -> None:
    given_paywall(api)
    api.post("/api/v1/products", id="product-sites", displayName="Sites", multipleSubscriptions=True)
    create_plan(api, "plan-site", productId="product-sites")
    publish(api, "plan-site")
    api.post("/api/v1/customers", id="acme")
    subscribe(api)
    subscription = subscribe(api, "plan-site", resourceId="site-1")["id"]
    shown = ask(api, BUYER, input={"customerId": "acme", "resourceId": "site-1"})["paywall"]
    assert [each["subscriptionId"] for each in shown["activeSubscriptions"]] == [subscription]
    assert shown["resource"] == {"resourceId": "site-1"}
    new = ask(api, BUYER, input={"customerId": "acme", "resourceId": "site-2"})["paywall"]
    assert (new["activeSubscriptions"], new["resource"]) == ([], None)


def test_a_table_for_nobody_has_no_customer(api: TemplateApi) -> None:
    given_paywall(api)
    shown = ask(api, BUYER, input={})["paywall"]
    assert (shown["customer"], shown["activeSubscriptions"], shown["resource"]) == (None, None, None)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"customerId": "nobody"}, "CustomerNotFound"),
        ({"productId": "product-unknown"}, "ProductNotFoundError"),
        ({"billingCountryCode": "germany"}, "InvalidArgumentError"),
        ({"offerId": "offer-1"}, "UnsupportedParameter"),
        ({"resourceId": "site-1"}, "BadUserInput"),
        ({"environmentId": "production"}, "EnvironmentMissing"),
    ],
)
def test_what_cannot_be_shown_is_refused(api: TemplateApi, fields: dict[str, Any], code: str) -> None:
    given_paywall(api)
    assert code_of(api, POINTS, input=fields) == code


def test_an_archived_customer_is_not_found(api: TemplateApi) -> None:
    given_paywall(api)
    api.post("/api/v1/customers", id="acme")
    assert api.post("/api/v1/customers/acme/archive").status == 200
    assert code_of(api, BUYER, input={"customerId": "acme"}) == "CustomerNotFound"


def test_a_browser_shows_a_table_to_its_customer(api: TemplateApi) -> None:
    opened = open_environment()
    full, browser = (api_of(each.secret) for each in opened.keys)
    given_paywall(full)
    full.post("/api/v1/customers", id="acme", email="a@acme.com")
    subscription = subscribe(full)["id"]
    shown = ask(browser, BUYER, input={"customerId": "acme"})["paywall"]
    assert shown["customer"]["email"] == "a@acme.com"
    assert shown["activeSubscriptions"][0]["customer"]["subscriptions"] == [{"subscriptionId": subscription}]


def test_a_browser_shows_one_country_at_a_time(api: TemplateApi) -> None:
    browser = api_of(open_environment().keys[1].secret)
    refused = refusal_of(browser, POINTS, input={"fetchAllCountriesPrices": True})["extensions"]
    assert (refused["code"], refused["field"]) == ("FetchAllCountriesPricesNotAllowed", "fetchAllCountriesPrices")


def test_a_scoped_key_follows_what_its_permissions_reach(api: TemplateApi) -> None:
    opened = open_environment()
    given_paywall(api_of(opened.keys[0].secret))
    api_of(opened.keys[0].secret).post("/api/v1/customers", id="acme")
    reading = api_of(make_key(opened.environment, KeyKind.SCOPED, Permission.CATALOG_READ).secret)
    body = answer_to(reading, BUYER, input={"customerId": "acme"})
    assert [each["path"][-1] for each in body["errors"]] == ["customer", "activeSubscriptions"]
    assert {each["extensions"]["code"] for each in body["errors"]} == {"IdentityForbidden"}
    shown = body["data"]["paywall"]
    assert (len(shown["plans"]), shown["customer"], shown["activeSubscriptions"]) == (2, None, None)
    other = api_of(make_key(opened.environment, KeyKind.SCOPED, Permission.CUSTOMER_READ).secret)
    assert code_of(other, POINTS, input={}) == "IdentityForbidden"


def test_showing_a_table_again_costs_one_small_read(api: TemplateApi) -> None:
    given_paywall(api)
    first = ask(api, TABLE, input={})
    with counting() as calls:
        assert ask(api, TABLE, input={}) == first
    assert (calls.round_trips, calls.read_units) == (1, 1)


def test_a_changed_name_shows_at_once(api: TemplateApi) -> None:
    given_paywall(api)
    ask(api, TABLE, input={})
    api.patch("/api/v1/features/feature-seats", displayName="Chairs")
    shown = ask(api, TABLE, input={})["paywall"]["plans"][1]
    assert shown["entitlements"][0]["feature"]["displayName"] == "Chairs"


def test_the_designer_sees_what_the_edge_document_holds(api: TemplateApi) -> None:
    given_paywall(api)
    drawn = ask(api, MOCK, input={"billingCountryCode": "DE"})["mockPaywall"]
    assert drawn["configuration"] == {"customCss": None, "layout": None}
    document = paywall(api, billingCountryCode="DE")
    for plan in drawn["plans"]:
        assert plan == part_of(plan_in(document, plan["refId"]), plan)
    assert [each["__typename"] for each in drawn["plans"][1]["packageEntitlements"]] == [
        "PackageFeatureEntitlement",
        "PackageCreditEntitlement",
    ]


def part_of(whole: Any, part: Any) -> Any:
    """Return of a document what another one holds of it; add-ons lead on in GraphQL where JSON ends."""
    if isinstance(part, dict):
        return {name: part_of(whole[name], value) for name, value in part.items()} if whole is not None else part
    if isinstance(part, list):
        if whole is None:
            return part
        assert len(whole) == len(part)
        return [part_of(inner, outer) for inner, outer in zip(whole, part, strict=True)]
    return whole


@pytest.mark.parametrize("field", ["customerId", "resourceId", "offerId"])
def test_the_designer_draws_for_nobody(api: TemplateApi, field: str) -> None:
    refused = refusal_of(api, MOCK, input={field: "x"})["extensions"]
    assert (refused["code"], refused["field"]) == ("UnsupportedParameter", field)
