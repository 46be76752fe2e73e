"""Customers and subscriptions through GraphQL."""

from typing import Any

import pytest

from tests.support.graphql import answer_to, ask, code_of, given_metered_catalogue, refusal_of
from tests.support.selling import given_plan, given_product
from tests.support.template_api import TemplateApi

PROVISION_CUSTOMER = """
mutation ($input: ProvisionCustomerInput!) {
  provisionCustomer(input: $input) {
    customer { customerId refId name email billingId additionalMetaData hasActiveSubscription }
    subscription { subscriptionId status plan { refId } resource { resourceId } }
    subscriptionDecisionStrategy
    entitlements { feature { refId } usageLimit }
  }
}
"""
PROVISION = """
mutation ($input: ProvisionSubscriptionInput!) {
  provisionSubscriptionV2(input: $input) {
    id status isScheduled checkoutUrl
    subscription { id refId status billingPeriod startDate currentBillingPeriodEnd plan { refId versionNumber } }
    entitlementsV2 { ... on FeatureEntitlement { feature { refId meterType } usageLimit } }
  }
}
"""
ACTIVE = """
query ($input: GetActiveSubscriptionsInput!) {
  getActiveSubscriptions(input: $input) { subscriptionId plan { refId product { refId } } resource { resourceId } }
}
"""


@pytest.fixture
def sold(api: TemplateApi) -> TemplateApi:
    """The API with something to sell."""
    given_metered_catalogue(api)
    return api


def provision_customer(api: TemplateApi, **fields: Any) -> dict[str, Any]:
    """Provision a customer; return the whole result."""
    return ask(api, PROVISION_CUSTOMER, input=fields)["provisionCustomer"]


def provision(api: TemplateApi, **fields: Any) -> dict[str, Any]:
    """Provision a subscription of acme; return the whole result."""
    return ask(api, PROVISION, input={"customerId": "acme", **fields})["provisionSubscriptionV2"]


def test_a_customer_is_provisioned_as_it_was_sent(sold: TemplateApi) -> None:
    billing = {"currency": "EUR", "language": "de", "timezone": "Europe/Berlin"}
    result = provision_customer(
        sold,
        customerId="acme",
        name="Acme",
        email="admin@acme.com",
        billingId="cus_1",
        additionalMetaData={"crm": "42"},
        billingInformation=billing,
    )
    assert result == {
        "customer": {
            "customerId": "acme",
            "refId": "acme",
            "name": "Acme",
            "email": "admin@acme.com",
            "billingId": "cus_1",
            "additionalMetaData": {"crm": "42"},
            "hasActiveSubscription": False,
        },
        "subscription": None,
        "subscriptionDecisionStrategy": "SKIPPED_SUBSCRIPTION_CREATION",
        "entitlements": [],
    }
    same = sold.get("/api/v1/customers/acme").data
    assert (same["billingCurrency"], same["language"], same["timezone"]) == ("eur", "de", "Europe/Berlin")


def test_without_an_id_one_is_generated(sold: TemplateApi) -> None:
    assert provision_customer(sold)["customer"]["customerId"] == "customer-1"
    assert provision_customer(sold, refId="older-name")["customer"]["customerId"] == "older-name"


def test_a_customer_gets_its_first_plan_with_it(sold: TemplateApi) -> None:
    result = provision_customer(sold, customerId="acme", subscriptionParams={"planId": "plan-free"})
    assert result["subscription"] == {
        "subscriptionId": "subscription-1",
        "status": "ACTIVE",
        "plan": {"refId": "plan-free"},
        "resource": None,
    }
    assert result["subscriptionDecisionStrategy"] == "REQUESTED_PLAN"
    assert result["customer"]["hasActiveSubscription"] is True
    assert result["entitlements"] == [{"feature": {"refId": "feature-api-calls"}, "usageLimit": 100}]


def test_no_customer_is_left_where_its_plan_is_refused(sold: TemplateApi) -> None:
    refused = refusal_of(
        sold, PROVISION_CUSTOMER, input={"customerId": "acme", "subscriptionParams": {"planId": "unknown"}}
    )
    assert refused["extensions"]["code"] == "PlanNotFound"
    assert sold.get("/api/v1/customers/acme").status == 404


def test_an_explicit_null_asks_for_no_plan(sold: TemplateApi) -> None:
    assert provision_customer(sold, customerId="acme", subscriptionParams=None)["subscription"] is None


def test_a_customer_that_exists_is_returned_as_it_is(sold: TemplateApi) -> None:
    provision_customer(sold, customerId="acme", name="Acme")
    again = provision_customer(sold, customerId="acme", name="Other", subscriptionParams={"planId": "plan-free"})
    assert again["customer"]["name"] == "Acme"
    assert (again["subscription"], again["subscriptionDecisionStrategy"]) == (None, "SKIPPED_SUBSCRIPTION_CREATION")


def test_an_archived_customer_is_refused_and_not_found(sold: TemplateApi) -> None:
    provision_customer(sold, customerId="acme")
    sold.post("/api/v1/customers/acme/archive")
    assert code_of(sold, PROVISION_CUSTOMER, input={"customerId": "acme"}) == "EntityIsArchivedError"
    refused = refusal_of(sold, '{ getCustomerByRefId(input: {customerId: "acme"}) { name } }')
    assert refused["extensions"]["code"] == "CustomerNotFound"
    assert refused["extensions"]["refId"] == "acme"
    assert refused["path"] == ["getCustomerByRefId"]


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"shouldSyncFree": True}, "shouldSyncFree"),
        ({"billingInformation": {"integrationId": "stripe-1"}}, "billingInformation.integrationId"),
        (
            {"subscriptionParams": {"planId": "plan-free", "billingInformation": {"couponId": "c"}}},
            "subscriptionParams.billingInformation.couponId",
        ),
    ],
)
def test_what_cannot_be_honoured_yet_is_refused_by_its_path(
    sold: TemplateApi, fields: dict[str, Any], path: str
) -> None:
    refused = refusal_of(sold, PROVISION_CUSTOMER, input={"customerId": "acme", **fields})["extensions"]
    assert (refused["code"], refused["field"], refused["isValidationError"]) == ("UnsupportedParameter", path, True)
    assert sold.get("/api/v1/customers/acme").status == 404


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"customerId": "a customer"}, "InvalidArgumentError", "customerId"),
        ({"email": "nobody"}, "InvalidArgumentError", "email"),
        ({"name": "n" * 256}, "BadUserInput", "name"),
        ({"name": ""}, "BadUserInput", "name"),
        ({"billingId": "b" * 500_000}, "BadUserInput", "billingId"),
        ({"billingInformation": {"timezone": "t" * 256}}, "BadUserInput", "billingInformation.timezone"),
        (
            {"subscriptionParams": {"planId": "p", "salesforceId": "s" * 256}},
            "BadUserInput",
            "subscriptionParams.salesforceId",
        ),
        ({"additionalMetaData": {"n": 1}}, "BadUserInput", "additionalMetaData.n"),
        ({"additionalMetaData": {"k": "v" * 501}}, "InvalidMetadataError", "additionalMetaData.k"),
        (
            {"subscriptionParams": {"planId": "plan-free", "unitQuantity": 2}},
            "InvalidArgumentError",
            "subscriptionParams.unitQuantity",
        ),
        (
            {"subscriptionParams": {"planId": "plan-free", "billableFeatures": [{"featureId": "f", "quantity": 2}]}},
            "InvalidArgumentError",
            "subscriptionParams.billableFeatures",
        ),
        (
            {"subscriptionParams": {"planId": "plan-free", "subscriptionId": "a b"}},
            "InvalidArgumentError",
            "subscriptionParams.subscriptionId",
        ),
    ],
)
def test_a_customer_that_cannot_be_is_refused_by_its_field(
    sold: TemplateApi, fields: dict[str, Any], code: str, field: str
) -> None:
    refused = refusal_of(sold, PROVISION_CUSTOMER, input={"customerId": "acme", **fields})["extensions"]
    assert (refused["code"], refused["field"]) == (code, field)


def test_a_plan_is_provisioned_and_found_again(sold: TemplateApi) -> None:
    provision_customer(sold, customerId="acme")
    result = provision(sold, planId="plan-pro", billingPeriod="MONTHLY", subscriptionId="subscription-acme")
    assert (result["id"], result["status"], result["isScheduled"]) == ("subscription-acme", "SUCCESS", False)
    assert result["subscription"]["plan"] == {"refId": "plan-pro", "versionNumber": 1}
    assert result["subscription"]["startDate"] == "2026-01-15T10:30:00.000Z"
    assert result["subscription"]["currentBillingPeriodEnd"] == "2026-02-15T10:30:00.000Z"
    granted = {each["feature"]["refId"]: each for each in result["entitlementsV2"]}
    assert granted["feature-seats"] == {
        "feature": {"refId": "feature-seats", "meterType": "Fluctuating"},
        "usageLimit": 5,
    }
    found = ask(sold, '{ getSubscription(input: {subscriptionId: "subscription-acme"}) { id customer { refId } } }')
    assert found["getSubscription"] == {"id": result["subscription"]["id"], "customer": {"refId": "acme"}}


def test_both_names_of_the_mutation_do_the_same(sold: TemplateApi) -> None:
    provision_customer(sold, customerId="acme")
    first = provision(sold, planId="plan-free")
    older = "mutation ($input: ProvisionSubscriptionInput!) { provisionSubscription(input: $input) { id status } }"
    again = ask(sold, older, input={"customerId": "acme", "planId": "plan-free"})["provisionSubscription"]
    assert again == {"id": first["id"], "status": "SUCCESS"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"planId": "unknown"}, "PlanNotFound"),
        ({"planId": "plan-pro"}, "BillingPeriodMissingError"),
        ({"planId": "plan-free", "customerId": "nobody"}, "CustomerNotFound"),
        ({"planId": "plan-free", "resourceId": "site"}, "InvalidArgumentError"),
        ({"planId": "plan-free", "additionalMetaData": {"k": "v" * 501}}, "InvalidMetadataError"),
    ],
)
def test_a_subscription_that_cannot_be_is_refused(sold: TemplateApi, fields: dict[str, Any], code: str) -> None:
    provision_customer(sold, customerId="acme")
    assert code_of(sold, PROVISION, input={"customerId": "acme", **fields}) == code


def test_active_subscriptions_are_the_customers_own_or_those_of_named_resources(sold: TemplateApi) -> None:
    given_product(sold, "product-sites", multipleSubscriptions=True)
    given_plan(sold, "plan-site", product_id="product-sites")
    provision_customer(sold, customerId="acme")
    provision(sold, planId="plan-free")
    for site in ("site-1", "site-2"):
        provision(sold, planId="plan-site", resourceId=site)

    def active(**fields: Any) -> list[Any]:
        found = ask(sold, ACTIVE, input={"customerId": "acme", **fields})["getActiveSubscriptions"]
        return sorted((each["plan"]["refId"], (each["resource"] or {}).get("resourceId")) for each in found)

    assert active() == [("plan-free", None)]
    assert active(resourceId="site-1") == [("plan-site", "site-1")]
    assert active(resourceIds=["site-1", "site-2"]) == [("plan-site", "site-1"), ("plan-site", "site-2")]
    assert active(resourceId="site-3") == []


def test_a_customer_without_subscriptions_has_none_and_an_unknown_one_is_not_found(sold: TemplateApi) -> None:
    provision_customer(sold, customerId="acme")
    assert ask(sold, ACTIVE, input={"customerId": "acme"}) == {"getActiveSubscriptions": []}
    assert code_of(sold, ACTIVE, input={"customerId": "nobody"}) == "CustomerNotFound"
    assert code_of(sold, '{ getSubscription(input: {subscriptionId: "s"}) { id } }') == "SubscriptionNotFound"


def test_what_another_environment_has_does_not_exist(sold: TemplateApi) -> None:
    provision_customer(sold, customerId="acme", subscriptionParams={"planId": "plan-free"})
    sold.caller["environmentId"] = "production"
    assert code_of(sold, '{ getCustomerByRefId(input: {customerId: "acme"}) { id } }') == "CustomerNotFound"
    assert code_of(sold, ACTIVE, input={"customerId": "acme"}) == "CustomerNotFound"
    found = '{ getSubscription(input: {subscriptionId: "subscription-1"}) { id } }'
    assert code_of(sold, found) == "SubscriptionNotFound"


def test_each_mutation_is_a_transaction_of_its_own_and_sees_those_before(sold: TemplateApi) -> None:
    document = """mutation {
      first: provisionCustomer(input: {customerId: "acme"}) { customer { hasActiveSubscription } }
      second: provisionSubscription(input: {customerId: "acme", planId: "plan-free"}) {
        subscription { customer { hasActiveSubscription subscriptions { plan { refId } } } }
      }
      third: provisionSubscriptionV2(input: {customerId: "acme", planId: "unknown"}) { id }
      fourth: provisionSubscription(input: {customerId: "acme", planId: "plan-pro", billingPeriod: ANNUALLY}) {
        subscription { customer { subscriptions { plan { refId } } } }
      }
    }"""
    body = answer_to(sold, document)
    data = body["data"]
    assert data["first"]["customer"] == {"hasActiveSubscription": False}
    free = {"hasActiveSubscription": True, "subscriptions": [{"plan": {"refId": "plan-free"}}]}
    assert data["second"]["subscription"]["customer"] == free
    assert data["third"] is None
    assert data["fourth"]["subscription"]["customer"] == {"subscriptions": [{"plan": {"refId": "plan-pro"}}]}
    assert [(error["path"], error["extensions"]["code"]) for error in body["errors"]] == [(["third"], "PlanNotFound")]


def test_a_scoped_key_reaches_across_a_relation_only_with_that_permission(sold: TemplateApi) -> None:
    provision_customer(sold, customerId="acme", subscriptionParams={"planId": "plan-free"})
    sold.caller |= {"keyKind": "SCOPED", "permissions": "CUSTOMER:READ"}
    document = '{ getCustomerByRefId(input: {customerId: "acme"}) { hasActiveSubscription subscriptions { refId } } }'
    body = answer_to(sold, document)
    assert body["data"] == {"getCustomerByRefId": {"hasActiveSubscription": True, "subscriptions": None}}
    assert [error["extensions"]["code"] for error in body["errors"]] == ["IdentityForbidden"]
    sold.caller["permissions"] = "CUSTOMER:READ,SUBSCRIPTION:READ"
    assert ask(sold, document)["getCustomerByRefId"]["subscriptions"] == [{"refId": "subscription-1"}]
    assert code_of(sold, PROVISION_CUSTOMER, input={"customerId": "other"}) == "IdentityForbidden"


def test_a_plan_for_a_new_customer_needs_the_permission_for_both(sold: TemplateApi) -> None:
    sold.caller |= {"keyKind": "SCOPED", "permissions": "CUSTOMER:WRITE"}
    document = "mutation ($input: ProvisionCustomerInput!) { provisionCustomer(input: $input) { customer { id } } }"
    given = {"customerId": "acme", "subscriptionParams": {"planId": "plan-free"}}
    assert code_of(sold, document, input=given) == "IdentityForbidden"
    assert sold.get("/api/v1/customers/acme").status == 404
