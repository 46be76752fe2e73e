"""Customers who pay for subscriptions of others."""

import pytest

from tests.support.payment_vendor import ScriptedVendor
from tests.support.recorded import TEST_SCOPE
from tests.support.selling import given_catalogue, given_customer, subscribe
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.shared.scope import ActorType


@pytest.fixture
def delegated(api: TemplateApi) -> TemplateApi:
    """The API with a subscription of acme's that globex pays for."""
    given_catalogue(api)
    given_customer(api)
    given_customer(api, "globex", billingId="cus_1", defaultPaymentMethod={"type": "CARD"})
    subscribe(api, "plan-pro", id="paid-for", billingPeriod="MONTHLY")
    pay("globex")
    return api


def pay(customer_id: str) -> None:
    """Let a customer pay for the subscription from now on."""

    def write() -> None:
        subscription = wiring.subscriptions().find(TEST_SCOPE, "paid-for")
        assert subscription is not None
        wiring.subscriptions().save(TEST_SCOPE, subscription.but(paying_customer_id=customer_id))

    wiring.transact(write, actor=ActorType.SYSTEM)


def test_who_pays_for_others_is_not_archived(delegated: TemplateApi) -> None:
    refused = delegated.post("/api/v1/customers/globex/archive")
    assert (refused.status, refused.error["code"], refused.error["refId"]) == (
        409,
        "CannotDeleteCustomerError",
        "globex",
    )
    assert "paid-for" in refused.error["message"]
    delegated.post("/api/v1/subscriptions/paid-for/cancel")
    assert delegated.post("/api/v1/customers/globex/archive").status == 200


def test_who_was_named_as_payer_at_the_beginning_is_not_archived_either(api: TemplateApi) -> None:
    given_catalogue(api)
    for customer_id in ("acme", "globex"):
        given_customer(api, customer_id)
    subscribe(api, "plan-pro", id="s", billingPeriod="MONTHLY", payingCustomerId="globex")
    assert api.post("/api/v1/customers/globex/archive").error["code"] == "CannotDeleteCustomerError"
    subscribe(api, "plan-max", "globex", id="own", billingPeriod="MONTHLY", payingCustomerId="globex")
    assert api.get("/api/v1/subscriptions/own").data["status"] == "ACTIVE"


def test_who_does_not_pay_any_more_is(delegated: TemplateApi) -> None:
    given_customer(delegated, "initech")
    pay("initech")
    assert delegated.post("/api/v1/customers/globex/archive").status == 200
    assert delegated.post("/api/v1/customers/initech/archive").status == 409
    pay("acme")
    assert delegated.post("/api/v1/customers/initech/archive").status == 200


def test_what_others_are_charged_for_keeps_the_payer_s_payment_method(delegated: TemplateApi) -> None:
    wiring.connect_payment_methods(ScriptedVendor())
    delegated.patch("/api/v1/customers/acme", billingId="cus_2")
    refused = delegated.delete("/api/v1/customers/globex/payment-method")
    assert (refused.status, refused.error["code"]) == (409, "CannotRemovePaymentMethodFromCustomerError")
    pay("acme")
    assert delegated.delete("/api/v1/customers/globex/payment-method").status == 200
