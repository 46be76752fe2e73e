"""What is said of a customer beside who it is: its coupon, how it pays, and what its billing provider is to know."""

from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.recorded import recorded, recorded_names
from tests.support.selling import given_customer
from tests.support.template_api import TemplateApi

ACME = "/api/v1/customers/acme"
CARD = {
    "type": "CARD",
    "billingId": "pm_1",
    "cardBrand": None,
    "cardLast4Digits": "4242",
    "cardExpiryMonth": 12,
    "cardExpiryYear": 2030,
    "walletType": None,
}
ADDRESS = {
    "line1": "Hauptstraße 1",
    "line2": "",
    "city": "Berlin",
    "state": None,
    "postalCode": "10115",
    "country": "DE",
    "phoneNumber": None,
}
STRIPE = {
    "customerName": "Acme GmbH",
    "billingAddress": ADDRESS,
    "shippingAddress": None,
    "taxIds": [{"type": "eu_vat", "value": "DE123456789"}],
    "invoiceCustomFields": {"order": "42"},
    "paymentMethodId": "pm_1",
    "metadata": {"segment": "b2b"},
}


def given_coupon(api: TemplateApi, coupon_id: str, **fields: Any) -> str:
    """Create a coupon of ten percent, or another one; return its id."""
    taking = {} if "amountsOff" in fields else {"percentOff": 10}
    return api.post("/api/v1/coupons", id=coupon_id, name=coupon_id, **taking, **fields).data["id"]


def test_a_customer_comes_with_its_coupon(api: TemplateApi) -> None:
    given_coupon(api, "launch")
    assert api.post("/api/v1/customers", id="acme", couponId="launch").data["couponId"] == "launch"
    assert api.get(ACME).data["couponId"] == "launch"


def test_a_coupon_is_applied_and_taken_away_again(api: TemplateApi) -> None:
    given_coupon(api, "launch")
    given_customer(api)
    assert api.patch(ACME, couponId="launch").data["couponId"] == "launch"
    assert api.patch(ACME, couponId=None).data["couponId"] is None
    assert api.patch(ACME, couponId="launch").data["couponId"] == "launch"
    assert api.patch(ACME, couponId="").data["couponId"] is None
    assert recorded_names()[-4:] == ["CustomerUpdated"] * 4
    assert api.patch(ACME, couponId=None).status == 200
    assert recorded_names().count("CustomerUpdated") == 4


@pytest.mark.parametrize(
    ("coupon_id", "status", "code"),
    [
        ("launch", 409, "CustomerAlreadyUsesCoupon"),
        ("spring", 409, "CustomerAlreadyHaveCustomerCoupon"),
        ("unknown", 409, "CustomerAlreadyHaveCustomerCoupon"),
    ],
)
def test_a_customer_has_one_coupon(api: TemplateApi, coupon_id: str, status: int, code: str) -> None:
    given_coupon(api, "launch")
    given_coupon(api, "spring")
    given_customer(api, couponId="launch")
    refused = api.patch(ACME, couponId=coupon_id)
    assert (refused.status, refused.error["code"], refused.error["field"]) == (status, code, "couponId")
    assert api.get(ACME).data["couponId"] == "launch"


def test_a_coupon_whose_time_is_over_makes_room_for_another(api: TemplateApi, clock: FixedClock) -> None:
    given_coupon(api, "launch", durationInMonths=1)
    given_coupon(api, "spring")
    given_customer(api, couponId="launch")
    clock.advance(days=30)
    assert api.patch(ACME, couponId="spring").status == 409
    clock.advance(days=1)
    assert api.patch(ACME, couponId="spring").data["couponId"] == "spring"


def test_a_coupon_that_cannot_be_applied_is_refused(api: TemplateApi) -> None:
    given_coupon(api, "gone")
    api.post("/api/v1/coupons/gone/archive")
    given_coupon(api, "in-euros", amountsOff=[{"amount": 5, "currency": "eur"}])
    given_customer(api, billingCurrency="usd")
    for coupon_id, status, code in (
        ("unknown", 404, "CouponNotFound"),
        ("gone", 400, "ArchivedCouponCantBeApplied"),
        ("in-euros", 400, "InvalidArgumentError"),
    ):
        for refused in (
            api.patch(ACME, couponId=coupon_id),
            api.post("/api/v1/customers", id="b", couponId=coupon_id, billingCurrency="usd"),
        ):
            assert (refused.status, refused.error["code"]) == (status, code)
    assert api.patch(ACME, couponId="in-euros", billingCurrency="eur").status == 200


def test_an_archived_coupon_goes_on_where_it_was_applied(api: TemplateApi) -> None:
    given_coupon(api, "launch")
    given_customer(api, couponId="launch")
    api.post("/api/v1/coupons/launch/archive")
    assert api.patch(ACME, name="Acme").data["couponId"] == "launch"


def test_how_a_customer_pays_comes_with_it(api: TemplateApi) -> None:
    sent = {name: value for name, value in CARD.items() if value is not None}
    assert api.post("/api/v1/customers", id="acme", defaultPaymentMethod=sent).data["defaultPaymentMethod"] == CARD
    assert api.get(ACME).data["defaultPaymentMethod"] == CARD


def test_a_payment_method_of_which_nothing_is_said_is_none(api: TemplateApi) -> None:
    nothing = dict.fromkeys(CARD)
    created = api.post("/api/v1/customers", id="acme", defaultPaymentMethod=nothing)
    assert created.data["defaultPaymentMethod"] is None


def test_billing_information_is_kept_as_it_was_sent_and_replaced_as_a_whole(api: TemplateApi) -> None:
    zuora = {"currency": "eur", "paymentMethodId": "z1", "metadata": {"k": "v"}, "billingAddress": {"city": "Bern"}}
    shown = api.post("/api/v1/customers", id="acme", passthrough={"stripe": STRIPE, "zuora": zuora}).data["passthrough"]
    assert shown["stripe"] == STRIPE
    assert shown["zuora"] == {**zuora, "billingAddress": {**dict.fromkeys(ADDRESS), "city": "Bern"}}
    changed = api.patch(ACME, passthrough={"stripe": {"customerName": "Acme AG"}}).data["passthrough"]
    assert changed == {"stripe": {**dict.fromkeys(STRIPE), "customerName": "Acme AG"}, "zuora": None}
    for nothing in (None, {}, {"stripe": {}}):
        api.patch(ACME, passthrough={"stripe": STRIPE})
        assert api.patch(ACME, passthrough=nothing).data["passthrough"] is None


def test_no_event_tells_of_addresses_and_archiving_forgets_them(api: TemplateApi) -> None:
    given_customer(api, passthrough={"stripe": STRIPE}, defaultPaymentMethod={"type": "CARD", "billingId": "pm_1"})
    archived = api.post(f"{ACME}/archive").data
    assert (archived["passthrough"], archived["defaultPaymentMethod"]["billingId"]) == (None, "pm_1")
    assert api.post(f"{ACME}/unarchive").data["passthrough"] is None
    assert "Hauptstra" not in "".join(event.model_dump_json() for event in recorded())


def test_the_same_customer_in_two_environments_is_two_customers(api: TemplateApi) -> None:
    given_coupon(api, "launch")
    given_customer(api, couponId="launch", name="here")
    api.caller["environmentId"] = "production"
    assert api.post("/api/v1/customers", id="acme", couponId="launch").error["code"] == "CouponNotFound"
    given_customer(api, name="there")
    assert (api.get(ACME).data["name"], api.get(ACME).data["couponId"]) == ("there", None)
