"""The official client, in strict mode, on what ties customers to vendors: links, payment methods, imports, coupons."""

from collections.abc import Callable
from typing import Any

import pytest
import stigg
from stigg import Stigg

from tests.support.payment_vendor import ScriptedVendor
from tests.support.selling import given_catalogue, subscribe
from tests.support.tasks import take_turn
from tests.support.template_api import TemplateApi
from tollgate import wiring

LINK = {"body_id": "stripe-eu", "vendor_identifier": "STRIPE", "synced_entity_id": "cus_1"}
VISA = {"integration_id": "stripe-eu", "payment_method_id": "pm_visa", "vendor_identifier": "STRIPE"}


def test_a_customer_with_everything_that_can_be_said_of_it(client: Stigg) -> None:
    client.v1.coupons.create(
        id="launch",
        name="Launch",
        percent_off=10,
        amounts_off=None,
        description=None,
        metadata=None,
        duration_in_months=3,
    )
    created = client.v1.customers.provision(
        id="acme",
        coupon_id="launch",
        default_payment_method={
            "type": "CARD",
            "billing_id": "pm_1",
            "card_expiry_month": 12,
            "card_expiry_year": 2030,
            "card_last4_digits": "4242",
        },
        integrations=[{"id": "stripe-eu", "vendor_identifier": "STRIPE", "synced_entity_id": "cus_1"}],
        passthrough={
            "stripe": {"billing_address": {"city": "Berlin"}, "tax_ids": [{"type": "eu_vat", "value": "DE1"}]},
            "zuora": {"currency": "eur"},
        },
    ).data
    assert created.coupon_id == "launch"
    assert created.default_payment_method is not None
    assert created.default_payment_method.card_last4_digits == "4242"
    assert [link.synced_entity_id for link in created.integrations or ()] == ["cus_1"]
    assert created.passthrough is not None
    assert created.passthrough.stripe is not None
    assert [each.value for each in created.passthrough.stripe.tax_ids or ()] == ["DE1"]
    assert client.v1.customers.retrieve("acme").data == created
    changed = client.v1.customers.update("acme", coupon_id="", integrations=[], passthrough={}).data
    assert (changed.coupon_id, changed.integrations, changed.passthrough) == (None, [], None)


def test_a_link_from_its_making_to_its_end(client: Stigg) -> None:
    client.v1.customers.provision(id="acme")
    links = client.v1.customers.integrations
    linked = links.link("acme", **LINK).data  # type: ignore[arg-type]
    assert (linked.id, linked.vendor_identifier, linked.synced_entity_id) == ("stripe-eu", "STRIPE", "cus_1")
    assert links.retrieve("stripe-eu", id="acme").data == linked
    assert links.update("stripe-eu", id="acme", synced_entity_id="cus_2").data.synced_entity_id == "cus_2"
    assert [each.id for each in links.list("acme", vendor_identifier=["STRIPE", "ZUORA"])] == ["stripe-eu"]
    assert links.unlink("stripe-eu", id="acme").data.synced_entity_id == "cus_2"
    assert list(links.list("acme")) == []


def test_resources_are_walked_page_by_page(client: Stigg, api: TemplateApi) -> None:
    given_catalogue(api)
    client.v1.customers.provision(id="acme")
    for number in range(3):
        subscribe(api, "plan-site", resourceId=f"site-{number}")
    walked = [each.id for each in client.v1.customers.list_resources("acme", limit=1)]
    assert walked == ["site-2", "site-1", "site-0"]


def test_a_payment_method_is_attached_and_detached(client: Stigg) -> None:
    wiring.connect_payment_methods(ScriptedVendor())
    client.v1.customers.provision(id="acme")
    methods = client.v1.customers.payment_method
    attached = methods.attach("acme", billing_currency="eur", **VISA).data  # type: ignore[arg-type]
    assert attached.default_payment_method is not None
    assert (attached.default_payment_method.card_brand, attached.billing_currency) == ("visa", "eur")
    assert methods.detach("acme").data.default_payment_method is None


def test_customers_are_imported(client: Stigg, api: TemplateApi) -> None:
    client.v1.customers.provision(id="acme", name="Old")
    rows: list[Any] = [
        {"id": "acme", "name": "Acme", "email": "a@b.co", "metadata": {"k": "v"}, "billing_id": "cus_1"},
        {"id": "globex", "name": None, "email": None, "updated_at": "2026-01-01T00:00:00Z"},
    ]
    answer = client.v1.customers.import_(customers=rows)
    assert answer.data.new_customers == ["globex"]
    assert take_turn(api, (answer.data.model_extra or {})["taskId"])["done"] == 2
    assert client.v1.customers.retrieve("acme").data.name == "Acme"
    assert client.v1.customers.retrieve("globex").data.name is None


Call = Callable[[Stigg], Any]


@pytest.mark.parametrize(
    ("call", "error", "code"),
    [
        (
            lambda client: client.v1.customers.integrations.retrieve("other", id="acme"),
            stigg.NotFoundError,
            "IntegrationNotFound",
        ),
        (
            lambda client: client.v1.customers.integrations.link("acme", **LINK),
            stigg.ConflictError,
            "DuplicateIntegrationNotAllowed",
        ),
        (
            lambda client: client.v1.customers.integrations.link(
                "acme", **{**LINK, "body_id": "x", "vendor_identifier": "AUTH0"}
            ),
            stigg.BadRequestError,
            "UnsupportedVendorIdentifier",
        ),
        (lambda client: client.v1.customers.list_resources("nobody"), stigg.NotFoundError, "CustomerNotFound"),
        (
            lambda client: client.v1.customers.payment_method.attach("acme", **VISA),
            stigg.BadRequestError,
            "BillingIntegrationMissing",
        ),
        (
            lambda client: client.v1.customers.payment_method.detach("acme"),
            stigg.BadRequestError,
            "PaymentMethodNotFoundError",
        ),
        (lambda client: client.v1.customers.import_(customers=[]), stigg.BadRequestError, "InvalidArgumentError"),
        (
            lambda client: [
                client.v1.customers.import_(customers=[{"id": "x", "name": None, "email": None}]) for _ in range(2)
            ],
            stigg.ConflictError,
            "ImportAlreadyInProgress",
        ),
        (
            lambda client: client.v1.customers.update("acme", coupon_id="spring"),
            stigg.ConflictError,
            "CustomerAlreadyHaveCustomerCoupon",
        ),
    ],
)
def test_a_refusal_is_the_clients_error_of_its_status(
    client: Stigg, api: TemplateApi, call: Call, error: type[stigg.APIStatusError], code: str
) -> None:
    for coupon_id in ("launch", "spring"):
        assert api.post("/api/v1/coupons", id=coupon_id, name=coupon_id, percentOff=10).status == 201
    client.v1.customers.provision(id="acme", coupon_id="launch")
    client.v1.customers.integrations.link("acme", **LINK)  # type: ignore[arg-type]
    with pytest.raises(error) as refused:
        call(client)
    assert refused.value.response.json()["error"]["code"] == code
