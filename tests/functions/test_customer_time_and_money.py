"""Customers on a test clock, what their coupons take off invoices, and which plans they tried."""

from typing import Any

from tests.support.clock import FixedClock
from tests.support.graphql import ask
from tests.support.selling import given_catalogue, given_customer, subscribe
from tests.support.tasks import take_turn
from tests.support.template_api import TemplateApi

TRIALS = """{ getCustomerByRefId(input: {customerId: "acme"}) {
  eligibleForTrial { eligible productRefId } trialedPlans { planRefId productRefId }
} }"""


def invoiced(api: TemplateApi, customer_id: str = "acme") -> Any:
    """Return the latest invoice of a monthly subscription that the customer begins."""
    subscribe(api, "plan-pro", customer_id, id=f"pro-{customer_id}", billingPeriod="MONTHLY")
    return api.get(f"/api/v1/subscriptions/pro-{customer_id}").data["latestInvoice"]


def test_a_customer_s_coupon_reduces_what_it_pays(api: TemplateApi) -> None:
    given_catalogue(api)
    api.post("/api/v1/coupons", id="launch", name="Launch", percentOff=20)
    given_customer(api)
    given_customer(api, "globex", couponId="launch")
    full, reduced = invoiced(api), invoiced(api, "globex")
    assert reduced["total"] == full["total"] * 0.8


def test_a_coupon_of_the_subscription_stands_in_the_customer_s_place(api: TemplateApi) -> None:
    given_catalogue(api)
    for coupon_id, percent in (("launch", 20), ("deal", 50)):
        api.post("/api/v1/coupons", id=coupon_id, name=coupon_id, percentOff=percent)
    given_customer(api)
    given_customer(api, "globex", couponId="launch")
    own = {"billingPeriod": "MONTHLY", "appliedCoupon": {"couponId": "deal"}}
    full = invoiced(api)
    subscribe(api, "plan-pro", "globex", id="pro-globex", **own)
    assert api.get("/api/v1/subscriptions/pro-globex").data["latestInvoice"]["total"] == full["total"] / 2


def test_what_changes_of_a_customer_changes_at_its_own_time(api: TemplateApi, clock: FixedClock) -> None:
    api.post("/api/v1/test-clocks", id="future", frozenTime="2030-05-01T00:00:00Z").data  # noqa: B018
    api.post("/api/v1/coupons", id="launch", name="Launch", percentOff=20, durationInMonths=1)
    given_customer(api, testClockId="future", couponId="launch")
    link = {"id": "stripe", "vendorIdentifier": "STRIPE", "syncedEntityId": "cus_1"}
    assert api.call("POST", "/api/v1/customers/acme/integrations", link).status == 201
    assert api.get("/api/v1/customers/acme").data["updatedAt"] == "2030-05-01T00:00:00.000Z"
    row = {"id": "acme", "name": "Acme", "email": None, "updatedAt": "2029-01-01T00:00:00Z"}
    task_id = api.post("/api/v1/customers/import", customers=[row]).data["taskId"]
    assert take_turn(api, task_id)["skipped"] == 1


def test_a_product_that_is_tried_is_not_tried_again(api: TemplateApi) -> None:
    given_catalogue(api)
    given_customer(api)
    terms = {"billingPeriod": "MONTHLY", "trialOverrideConfiguration": {"isTrial": True}}
    subscribe(api, "plan-pro", **terms)
    shown = ask(api, TRIALS)["getCustomerByRefId"]
    assert shown["trialedPlans"] == [{"planRefId": "plan-pro", "productRefId": "product-app"}]
    eligible = {each["productRefId"]: each["eligible"] for each in shown["eligibleForTrial"]}
    assert eligible == {"product-app": False, "product-sites": True}
