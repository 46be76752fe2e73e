"""Changes of customers through GraphQL, and every field of a customer."""

from typing import Any

import pytest

from tests.support.graphql import answer_to, ask, code_of, given_metered_catalogue, refusal_of
from tests.support.recorded import recorded_names
from tests.support.selling import given_customer, given_product, subscribe
from tests.support.template_api import TemplateApi

SHOWN = """
  customerId name email billingId additionalMetaData awsMarketplaceCustomerId
  coupon { refId } hasPaymentMethod defaultPaymentMethodType defaultPaymentMethodLast4Digits
  defaultPaymentExpirationMonth defaultPaymentExpirationYear
"""
UPDATE = f"mutation ($input: UpdateCustomerInput!) {{ updateOneCustomer(input: $input) {{ {SHOWN} }} }}"
ARCHIVE = 'mutation { archiveCustomer(input: {customerId: "acme"}) { customerId name hasActiveSubscription } }'
UNARCHIVE = 'mutation { unarchiveCustomer(input: {customerId: "acme"}) { customerId name } }'
PROVISION = (
    "mutation ($input: ProvisionCustomerInput!) { provisionCustomer(input: $input) { customer { customerId } } }"
)
TRIALS = """{ getCustomerByRefId(input: {customerId: "acme"}) {
  eligibleForTrial { eligible productRefId productId } trialedPlans { planRefId }
} }"""
CARD = {
    "type": "CARD",
    "billingId": "pm_1",
    "cardLast4Digits": "4242",
    "cardExpiryMonth": 12,
    "cardExpiryYear": 2030,
}
BILLING = {
    "currency": "EUR",
    "language": "de",
    "timezone": "Europe/Berlin",
    "customerName": "Acme GmbH",
    "billingAddress": {"addressLine1": "Hauptstraße 1", "city": "Berlin", "phoneNumber": "+49 30 1"},
    "shippingAddress": {"postalCode": "10115"},
    "taxIds": [{"type": "eu_vat", "value": "DE123456789"}],
    "invoiceCustomFields": {"order": "42"},
    "paymentMethodId": "pm_1",
    "metadata": {"segment": "b2b"},
}
NO_ADDRESS = dict.fromkeys(("line1", "line2", "city", "state", "postalCode", "country", "phoneNumber"))
AS_STRIPE = {
    "customerName": "Acme GmbH",
    "billingAddress": {**NO_ADDRESS, "line1": "Hauptstraße 1", "city": "Berlin", "phoneNumber": "+49 30 1"},
    "shippingAddress": {**NO_ADDRESS, "postalCode": "10115"},
    "taxIds": [{"type": "eu_vat", "value": "DE123456789"}],
    "invoiceCustomFields": {"order": "42"},
    "paymentMethodId": "pm_1",
    "metadata": {"segment": "b2b"},
}


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """The API with a coupon, and a customer of whom much is said."""
    api.post("/api/v1/coupons", id="launch", name="Launch", percentOff=10)
    given_customer(api, name="Acme", email="a@b.co", billingId="cus_1", defaultPaymentMethod=CARD)
    return api


def update(api: TemplateApi, **fields: Any) -> Any:
    """Update acme; return the customer as the answer shows it."""
    return ask(api, UPDATE, input={"customerId": "acme", **fields})["updateOneCustomer"]


def in_rest(api: TemplateApi) -> Any:
    """Return acme as REST shows it."""
    return api.get("/api/v1/customers/acme").data


def test_what_is_sent_changes_and_every_field_is_shown(shop: TemplateApi) -> None:
    changed = update(
        shop,
        name="Acme Ltd",
        couponRefId="launch",
        awsMarketplaceCustomerId="aws-1",
        additionalMetaData={"k": "v"},
        shouldWaitSync=True,
    )
    assert changed == {
        "customerId": "acme",
        "name": "Acme Ltd",
        "email": "a@b.co",
        "billingId": "cus_1",
        "additionalMetaData": {"k": "v"},
        "awsMarketplaceCustomerId": "aws-1",
        "coupon": {"refId": "launch"},
        "hasPaymentMethod": True,
        "defaultPaymentMethodType": "CARD",
        "defaultPaymentMethodLast4Digits": "4242",
        "defaultPaymentExpirationMonth": 12,
        "defaultPaymentExpirationYear": 2030,
    }
    assert in_rest(shop)["couponId"] == "launch"
    assert recorded_names()[-1] == "CustomerUpdated"


def test_null_clears_what_rest_clears(shop: TemplateApi) -> None:
    update(shop, couponRefId="launch", crmId="crm-1", salesforceId="003", additionalMetaData={"k": "v"})
    assert (in_rest(shop)["crmId"], in_rest(shop)["salesforceId"]) == ("crm-1", "003")
    nothing = dict.fromkeys(("name", "email", "couponRefId", "crmId", "salesforceId", "additionalMetaData"))
    changed = update(shop, **nothing)
    assert [changed[name] for name in ("name", "email", "coupon", "additionalMetaData")] == [None, None, None, {}]
    assert (in_rest(shop)["crmId"], in_rest(shop)["salesforceId"]) == (None, None)


def test_billing_information_is_the_customer_s_and_its_provider_s(shop: TemplateApi) -> None:
    zuora = {"metadata": {"k": "v"}}
    shop.patch("/api/v1/customers/acme", passthrough={"zuora": zuora})
    update(shop, billingInformation=BILLING)
    shown = in_rest(shop)
    assert (shown["billingCurrency"], shown["language"], shown["timezone"]) == ("eur", "de", "Europe/Berlin")
    assert shown["passthrough"]["stripe"] == AS_STRIPE
    assert shown["passthrough"]["zuora"]["metadata"] == {"k": "v"}
    update(shop, billingInformation={"language": None})
    assert (in_rest(shop)["language"], in_rest(shop)["passthrough"]) == (None, shown["passthrough"])
    update(shop, billingInformation={"customerName": "Acme AG"})
    assert in_rest(shop)["passthrough"]["stripe"] == {**dict.fromkeys(AS_STRIPE), "customerName": "Acme AG"}


def test_a_customer_is_provisioned_with_all_of_it(shop: TemplateApi) -> None:
    given = {
        "customerId": "globex",
        "couponRefId": "launch",
        "billingInformation": BILLING,
        "awsMarketplaceCustomerId": "aws-1",
        "crmId": "crm-1",
        "salesforceId": "003",
        "createdAt": "2020-02-29T12:00:00Z",
        "excludeFromExperiment": True,
        "shouldSyncFree": False,
    }
    ask(shop, PROVISION, input=given)
    shown = shop.get("/api/v1/customers/globex").data
    assert shown["passthrough"] == {"stripe": AS_STRIPE, "zuora": None}
    assert (shown["couponId"], shown["crmId"], shown["createdAt"]) == ("launch", "crm-1", "2020-02-29T12:00:00.000Z")
    assert [row["id"] for row in shop.get("/api/v1/customers").data] == ["acme", "globex"]


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"couponRefId": "unknown"}, "CouponNotFound", None),
        ({"email": "nobody"}, "InvalidArgumentError", "email"),
        ({"name": ""}, "BadUserInput", "name"),
        ({"additionalMetaData": {"k": "v" * 501}}, "InvalidMetadataError", "additionalMetaData.k"),
        (
            {"billingInformation": {"metadata": {"k": "v" * 501}}},
            "InvalidMetadataError",
            "billingInformation.metadata.k",
        ),
        ({"billingInformation": {"integrationId": "i"}}, "UnsupportedParameter", "billingInformation.integrationId"),
        ({"billingInformation": {"customerName": "n" * 256}}, "BadUserInput", "billingInformation.customerName"),
        ({"customerId": None}, "InvalidArgumentError", "customerId"),
        ({"customerId": "nobody"}, "CustomerNotFound", None),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    shop: TemplateApi, fields: dict[str, Any], code: str, field: str | None
) -> None:
    refused = refusal_of(shop, UPDATE, input={"customerId": "acme", **fields})["extensions"]
    assert (refused["code"], refused.get("field")) == (code, field)


def test_a_second_coupon_is_refused_by_its_field(shop: TemplateApi) -> None:
    update(shop, couponRefId="launch")
    refused = refusal_of(shop, UPDATE, input={"refId": "acme", "couponRefId": "launch"})["extensions"]
    assert (refused["code"], refused["field"]) == ("CustomerAlreadyUsesCoupon", "couponRefId")


def test_a_customer_is_not_new_before_today_ends(shop: TemplateApi) -> None:
    refused = refusal_of(shop, PROVISION, input={"customerId": "b", "createdAt": "2026-01-15T10:30:00.001Z"})
    assert refused["extensions"]["field"] == "createdAt"


def test_a_customer_is_archived_and_unarchived(shop: TemplateApi) -> None:
    gone = {"customerId": "acme", "name": None, "hasActiveSubscription": False}
    assert ask(shop, ARCHIVE)["archiveCustomer"] == gone
    assert code_of(shop, ARCHIVE) == "EntityIsArchivedError"
    assert code_of(shop, UPDATE, input={"customerId": "acme", "name": "x"}) == "CustomerNotFound"
    assert ask(shop, UNARCHIVE)["unarchiveCustomer"] == {"customerId": "acme", "name": None}


def test_a_way_of_paying_without_a_published_word_is_no_type(shop: TemplateApi) -> None:
    given_customer(shop, "b", defaultPaymentMethod={"type": "PAYPAL", "billingId": "pm_2"})
    asked = '{ getCustomerByRefId(input: {customerId: "b"}) { hasPaymentMethod defaultPaymentMethodType } }'
    assert ask(shop, asked)["getCustomerByRefId"] == {"hasPaymentMethod": True, "defaultPaymentMethodType": None}


def test_a_product_may_be_tried_until_it_was_paid_for(api: TemplateApi) -> None:
    given_metered_catalogue(api)
    given_product(api, "product-docs")
    given_product(api, "product-gone")
    api.post("/api/v1/products/product-gone/archive")
    given_customer(api)
    assert eligible(api) == {"product-app": True, "product-docs": True}
    subscribe(api, "plan-free")
    assert eligible(api) == {"product-app": True, "product-docs": True}
    subscription = subscribe(api, "plan-pro", billingPeriod="MONTHLY")
    api.post(f"/api/v1/subscriptions/{subscription['id']}/cancel")
    assert eligible(api) == {"product-app": False, "product-docs": True}
    assert ask(api, TRIALS)["getCustomerByRefId"]["trialedPlans"] == []


def eligible(api: TemplateApi) -> dict[str, bool]:
    """Return whether acme may try each product."""
    shown = ask(api, TRIALS)["getCustomerByRefId"]["eligibleForTrial"]
    return {each["productRefId"]: each["eligible"] for each in shown}


def test_a_scoped_key_sees_a_coupon_only_with_that_permission(shop: TemplateApi) -> None:
    update(shop, couponRefId="launch")
    shop.caller |= {"keyKind": "SCOPED", "permissions": "CUSTOMER:READ"}
    document = '{ getCustomerByRefId(input: {customerId: "acme"}) { customerId coupon { refId } } }'
    body = answer_to(shop, document)
    assert body["data"] == {"getCustomerByRefId": {"customerId": "acme", "coupon": None}}
    assert [error["extensions"]["code"] for error in body["errors"]] == ["IdentityForbidden"]
    assert code_of(shop, UPDATE, input={"customerId": "acme", "name": "x"}) == "IdentityForbidden"
    shop.caller["permissions"] = "CUSTOMER:READ,COUPON:READ"
    assert ask(shop, document)["getCustomerByRefId"]["coupon"] == {"refId": "launch"}
