"""Crashes around every AWS call that moves credits: all or nothing is left, and the same request completes it."""

from typing import Any

import pytest

from tests.support.catalog import create_feature, create_plan, create_product, grant_credits, publish, set_price
from tests.support.catalog import grant as grant_feature
from tests.support.crashes import Arrange, Write, check_crashes
from tests.support.credits import CUSTOMER, TOKENS, consume, grant, with_tokens
from tests.support.template_api import TemplateApi

CHECK = f"/api/v1/customers/{CUSTOMER}/entitlements/check"
OWN = {"customerId": CUSTOMER, "currencyId": TOKENS}
PROMOTIONAL = {**OWN, "grantType": "PROMOTIONAL", "displayName": "A", "amount": 30}
INVOICED = {
    **PROMOTIONAL,
    "grantType": "PAID",
    "cost": {"amount": 3, "currency": "usd"},
    "paymentCollectionMethod": "INVOICE",
}
RESERVED = {"currencyId": TOKENS, "reserveAmount": "10", "reservationId": "job"}


def two_grants(api: TemplateApi) -> None:
    with_tokens(api)
    grant(api, 10)
    grant(api, 20, expireAt="2026-03-01T00:00:00Z")


def owing(api: TemplateApi) -> None:
    two_grants(api)
    consume(api, 45, "earlier")


def holding(api: TemplateApi) -> None:
    two_grants(api)
    assert api.get(CHECK, currencyId=TOKENS, reserveAmount=25, reservationId="job").data["isGranted"]


def sold(api: TemplateApi) -> None:
    with_tokens(api)
    create_product(api)
    create_product(api, "product-pro")
    create_plan(api, "plan-free")
    grant_credits(api, "plan-free", TOKENS)
    publish(api, "plan-free")


def burning(api: TemplateApi) -> None:
    sold(api)
    create_feature(api, "images", featureType="NUMBER", meterType="INCREMENTAL")
    create_plan(api, "plan-pro", productId="product-pro", pricingType="PAID")
    grant_feature(api, "plan-pro", "images", hasUnlimitedUsage=True)
    rate = [{"billingPeriod": "MONTHLY", "creditRate": {"amount": 10, "currencyId": TOKENS}}]
    fee = [{"billingPeriod": "MONTHLY", "price": {"amount": 1}}]
    models = [
        {"billingModel": "FLAT_FEE", "pricePeriods": fee},
        {"billingModel": "CREDIT_BASED", "featureId": "images", "pricePeriods": rate},
    ]
    set_price(api, "plan-pro", pricingType="PAID", pricingModels=models)
    publish(api, "plan-pro")
    bought = {"planId": "plan-pro", "billingPeriod": "MONTHLY"}
    assert api.post("/api/v1/subscriptions", customerId=CUSTOMER, **bought).status == 201
    grant(api, 25)


def burn(name: str, amount: float, arrange: Arrange = two_grants, key: str = "k") -> Write:
    """Return a consumption."""
    body: dict[str, Any] = {**OWN, "amount": amount, "idempotencyKey": key}
    return Write(name, "POST", "/api/v1/credits/consumption", body, arrange)


WRITES = [
    Write("first grant", "POST", "/api/v1/credits/grants", PROMOTIONAL, with_tokens),
    Write("a grant that settles", "POST", "/api/v1/credits/grants", PROMOTIONAL, owing),
    Write("a grant that is invoiced", "POST", "/api/v1/credits/grants", INVOICED, two_grants),
    burn("within a grant", 5),
    burn("over two grants and beyond", 45),
    burn("while owing", 1, owing),
    Write(
        "release",
        "POST",
        "/api/v1/credits/reservations/job/release",
        {**OWN, "consumedAmount": 12},
        holding,
    ),
    Write(
        "usage that burns",
        "POST",
        "/api/v1/usage",
        {"usages": [{"customerId": CUSTOMER, "featureId": "images", "value": 4, "dimensions": {"model": "x"}}]},
        burning,
        keeps_answer_apart=True,
        tells_repeats=True,
    ),
    Write("provision", "POST", "/api/v1/subscriptions", {"customerId": CUSTOMER, "planId": "plan-free"}, sold),
]


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.name)
def test_a_crash_leaves_all_or_nothing_and_the_same_request_completes_it(write: Write, emulator: None) -> None:
    check_crashes(write)


def test_a_crash_of_a_reserving_check_holds_once_or_not_at_all(emulator: None) -> None:
    check_crashes(Write("reserve", "GET", CHECK, None, two_grants, query=RESERVED))
