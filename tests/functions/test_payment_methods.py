"""Payment methods through the API: without a vendor, and with one that does as it is told."""

from typing import Any

import pytest

from tests.support.graphql import ask, code_of
from tests.support.payment_vendor import ScriptedVendor
from tests.support.recorded import recorded_names
from tests.support.selling import given_catalogue, given_customer, subscribe
from tests.support.template_api import TemplateApi
from tollgate import wiring

PATH = "/api/v1/customers/acme/payment-method"
VISA = {"integrationId": "stripe-eu", "paymentMethodId": "pm_visa", "vendorIdentifier": "STRIPE"}
SHOWN = {
    "type": "CARD",
    "billingId": "pm_visa",
    "cardBrand": "visa",
    "cardLast4Digits": "4242",
    "cardExpiryMonth": 12,
    "cardExpiryYear": 2030,
    "walletType": None,
}
DETACH = 'mutation { detachCustomerPaymentMethod(input: {customerId: "acme"}) { hasPaymentMethod } }'


@pytest.fixture
def vendor(api: TemplateApi) -> ScriptedVendor:
    """A vendor that is connected, and a customer."""
    vendor = ScriptedVendor()
    wiring.connect_payment_methods(vendor)
    given_customer(api)
    return vendor


def attach(api: TemplateApi, **fields: Any) -> Any:
    """Attach a payment method to acme; return the answer."""
    return api.call("POST", PATH, {**VISA, **fields})


def test_what_the_vendor_tells_becomes_the_default(api: TemplateApi, vendor: ScriptedVendor) -> None:
    attached = attach(api, billingCurrency="eur")
    assert attached.status == 200
    assert attached.data["defaultPaymentMethod"] == SHOWN
    assert (attached.data["billingId"], attached.data["billingCurrency"]) == ("cus_vendor", "eur")
    assert vendor.asked == [("acme", "pm_visa", "stripe-eu")]
    assert attach(api, paymentMethodId="pm_bank").data["defaultPaymentMethod"]["type"] == "BANK"
    assert api.get("/api/v1/customers/acme").data["billingCurrency"] == "eur"
    assert recorded_names() == ["CustomerCreated", "CustomerUpdated", "CustomerUpdated"]


def test_a_customer_keeps_the_billing_id_it_has(api: TemplateApi, vendor: ScriptedVendor) -> None:
    api.patch("/api/v1/customers/acme", billingId="cus_own")
    assert attach(api).data["billingId"] == "cus_own"


def test_the_same_request_asks_the_vendor_once(api: TemplateApi, vendor: ScriptedVendor) -> None:
    first, again = (api.call("POST", PATH, VISA, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert (first.data, len(vendor.asked)) == (again.data, 1)


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"paymentMethodId": "pm_other"}, "PaymentMethodNotFoundError", "paymentMethodId"),
        ({"vendorIdentifier": "HUBSPOT"}, "UnsupportedVendorIdentifier", "vendorIdentifier"),
        ({"vendorIdentifier": "ZUORA", "integrationId": "linked"}, "InvalidArgumentError", "vendorIdentifier"),
        ({"vendorIdentifier": "PAPER"}, "BadUserInput", "vendorIdentifier"),
        ({"billingCurrency": "EUR"}, "BadUserInput", "billingCurrency"),
    ],
)
def test_what_cannot_be_attached_is_refused(
    api: TemplateApi, vendor: ScriptedVendor, fields: dict[str, str], code: str, field: str
) -> None:
    own = {"id": "linked", "vendorIdentifier": "STRIPE", "syncedEntityId": "cus_1"}
    api.patch("/api/v1/customers/acme", integrations=[own])
    refused = attach(api, **fields)
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, code, field)
    assert api.get("/api/v1/customers/acme").data["defaultPaymentMethod"] is None


def test_a_payment_method_is_detached(api: TemplateApi, vendor: ScriptedVendor) -> None:
    attach(api)
    assert api.delete(PATH).data["defaultPaymentMethod"] is None
    assert vendor.asked[-1] == ("acme", None, "pm_visa")
    refused = api.delete(PATH)
    assert (refused.status, refused.error["code"]) == (400, "PaymentMethodNotFoundError")


def test_graphql_detaches_it_too(api: TemplateApi, vendor: ScriptedVendor) -> None:
    attach(api)
    asked = '{ getCustomerByRefId(input: {customerId: "acme"}) { hasPaymentMethod defaultPaymentMethodType } }'
    shown = ask(api, asked)["getCustomerByRefId"]
    assert shown == {"hasPaymentMethod": True, "defaultPaymentMethodType": "CARD"}
    assert ask(api, DETACH)["detachCustomerPaymentMethod"] == {"hasPaymentMethod": False}
    assert code_of(api, DETACH) == "PaymentMethodNotFoundError"


def test_what_is_charged_to_it_keeps_it_attached(api: TemplateApi, vendor: ScriptedVendor) -> None:
    given_catalogue(api)
    attach(api)
    subscribe(api, "plan-pro", id="subscription-pro", billingPeriod="MONTHLY")
    refused = api.delete(PATH)
    assert (refused.status, refused.error["code"]) == (409, "CannotRemovePaymentMethodFromCustomerError")
    assert "subscription-pro" in refused.error["message"]
    assert vendor.asked == [("acme", "pm_visa", "stripe-eu")]
    api.post("/api/v1/subscriptions/subscription-pro/cancel")
    assert api.delete(PATH).status == 200


@pytest.mark.parametrize(
    ("plan", "terms"),
    [
        ("plan-free", {}),
        ("plan-enterprise", {}),
        ("plan-pro", {"billingPeriod": "MONTHLY", "paymentCollectionMethod": "INVOICE"}),
    ],
)
def test_what_is_not_charged_to_it_does_not(
    api: TemplateApi, vendor: ScriptedVendor, plan: str, terms: dict[str, str]
) -> None:
    given_catalogue(api)
    attach(api)
    subscribe(api, plan, **terms)
    assert api.delete(PATH).status == 200


def test_a_customer_the_vendor_does_not_know_has_nothing_to_let_go(api: TemplateApi, vendor: ScriptedVendor) -> None:
    api.post("/api/v1/customers", id="b", defaultPaymentMethod={"type": "CARD"})
    refused = api.delete("/api/v1/customers/b/payment-method")
    assert (refused.status, refused.error["code"], refused.error["refId"]) == (409, "CustomerNoBillingId", "b")


def test_without_a_vendor_there_are_no_payment_methods(api: TemplateApi) -> None:
    given_customer(api, billingId="cus_1", defaultPaymentMethod={"type": "CARD"})
    for refused in (attach(api), api.delete(PATH)):
        assert (refused.status, refused.error["code"]) == (400, "BillingIntegrationMissing")
    assert attach_to(api, "nobody").error["code"] == "CustomerNotFound"
    assert api.delete("/api/v1/customers/nobody/payment-method").error["code"] == "CustomerNotFound"


def attach_to(api: TemplateApi, customer_id: str) -> Any:
    return api.call("POST", f"/api/v1/customers/{customer_id}/payment-method", VISA)
