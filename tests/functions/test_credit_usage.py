"""Reported usage and events burn credits, in the transaction that records them."""

from typing import Any

import pytest

from tests.support.catalog import (
    create_currency,
    create_feature,
    create_plan,
    create_product,
    grant_credits,
    publish,
    set_price,
)
from tests.support.catalog import grant as grant_feature
from tests.support.credits import CUSTOMER, LEDGER, TOKENS, balance, ledger
from tests.support.metered import send
from tests.support.template_api import TemplateApi

FEE = {"billingModel": "FLAT_FEE", "pricePeriods": [{"billingPeriod": "MONTHLY", "price": {"amount": 10}}]}
MINUTES = "minutes"


def burning(feature_id: str, **rate: Any) -> dict[str, Any]:
    """Return a charge in credits."""
    rate = {"amount": 1, "currencyId": TOKENS, **rate}
    return {
        "billingModel": "CREDIT_BASED",
        "featureId": feature_id,
        "pricePeriods": [{"billingPeriod": "MONTHLY", "creditRate": rate}],
    }


def meter(function: str, field: str | None = None) -> dict[str, Any]:
    """Return a meter of completions."""
    condition = {"field": "eventName", "operation": "EQUALS", "value": "completion"}
    return {"aggregation": {"function": function, "field": field}, "filters": [{"conditions": [condition]}]}


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """A plan of 1,000 tokens and minutes; images burn ten, seats one, completions by formula, the largest by size."""
    create_product(api)
    create_currency(api)
    create_currency(api, MINUTES)
    create_feature(api, "images", featureType="NUMBER", meterType="INCREMENTAL")
    create_feature(api, "seats", featureType="NUMBER", meterType="FLUCTUATING")
    metered = {"featureType": "NUMBER", "meterType": "INCREMENTAL"}
    create_feature(api, "completions", **metered, meter=meter("COUNT"))
    create_feature(api, "largest", **metered, meter=meter("MAX", "input"))
    create_feature(api, "people", **metered, meter=meter("UNIQUE", "user"))
    create_plan(api, "plan-pro", pricingType="PAID")
    rates = {
        "images": {"amount": 10},
        "seats": {},
        "completions": {"costFormula": "2.5*input + 10*output"},
        "largest": {"amount": 0.5, "currencyId": MINUTES},
        "people": {"amount": 7, "currencyId": MINUTES},
    }
    for feature_id in rates:
        grant_feature(api, "plan-pro", feature_id, hasUnlimitedUsage=True)
    for currency_id in (TOKENS, MINUTES):
        grant_credits(api, "plan-pro", currency_id, amount=10_000)
    models = [burning(feature_id, **rate) for feature_id, rate in rates.items()]
    set_price(api, "plan-pro", pricingType="PAID", pricingModels=[FEE, *models])
    publish(api, "plan-pro")
    api.post("/api/v1/customers", id=CUSTOMER)
    bought = {"customerId": CUSTOMER, "planId": "plan-pro", "billingPeriod": "MONTHLY"}
    assert api.post("/api/v1/subscriptions", **bought).status == 201
    return api


def report(api: TemplateApi, *usages: dict[str, Any], version: str = "v1") -> Any:
    """Report usage, and return what is answered."""
    answer = api.post(f"/api/{version}/usage", usages=[{"customerId": CUSTOMER, **each} for each in usages])
    assert answer.status == 201, answer.body
    return answer.data


def complete(api: TemplateApi, *events: dict[str, Any]) -> None:
    """Count completions that arrive by the queue."""
    send(api, *({"customerId": CUSTOMER, "eventName": "completion", **each} for each in events))


def test_63_reported_usage_burns_at_its_rate_and_says_so(shop: TemplateApi) -> None:
    usage = {"featureId": "images", "value": 3, "idempotencyKey": "k", "dimensions": {"model": "x"}}
    [first] = report(shop, usage)
    credit = first["credit"]
    assert (credit["consumed"], credit["currencyId"], credit["currentUsage"], credit["usageLimit"]) == (
        30,
        TOKENS,
        30,
        10_000,
    )
    [again] = report(shop, usage)
    assert (again["credit"]["consumed"], again["credit"]["currentUsage"]) == (0, 30)
    assert ledger(shop, currencyId=TOKENS)[0] == ("CONSUMED", -30)
    entry = shop.get(LEDGER, customerId=CUSTOMER, currencyId=TOKENS).data[0]
    assert (entry["featureId"], entry["eventId"]) == ("images", "k")
    used = shop.get("/api/v1/credits/usage", customerId=CUSTOMER, currencyId=TOKENS, groupBy="featureId,model").data
    assert [(each["featureId"], each["featureName"], each["totalCredits"]) for each in used["series"]] == [
        ("images", "images", 30)
    ]


def test_a_request_burns_of_several_wallets_and_lists_each_once(shop: TemplateApi) -> None:
    told = report(
        shop,
        {"featureId": "images", "value": 1},
        {"featureId": "images", "value": 2},
        {"featureId": "seats", "value": 5, "updateBehavior": "SET"},
        version="v2",
    )
    assert [each["credit"] for each in told["usages"]] == [
        {"consumed": 10, "currencyId": TOKENS},
        {"consumed": 20, "currencyId": TOKENS},
        {"consumed": 5, "currencyId": TOKENS},
    ]
    [wallet] = told["credits"]
    assert (wallet["customerId"], wallet["currentUsage"], wallet["usageLimit"]) == (CUSTOMER, 35, 10_000)


def test_what_takes_usage_back_gives_no_credits_back(shop: TemplateApi) -> None:
    for value, behavior, consumed in ((5, "SET", 5), (3, "SET", 0), (-1, "DELTA", 0), (4, "SET", 2)):
        [told] = report(shop, {"featureId": "seats", "value": value, "updateBehavior": behavior})
        assert told["credit"]["consumed"] == consumed
    assert balance(shop, currencyId=TOKENS) == 9_993


def test_64_65_events_burn_by_a_formula_over_their_dimensions(shop: TemplateApi) -> None:
    complete(shop, {"idempotencyKey": "a", "dimensions": {"input": 1200, "output": 300}})
    assert ledger(shop, currencyId=TOKENS)[0] == ("CONSUMED", -6000)
    complete(
        shop,
        {"idempotencyKey": "a", "dimensions": {"input": 1200, "output": 300}},
        {"idempotencyKey": "b", "dimensions": {"input": 1200}},
    )
    assert ledger(shop, currencyId=TOKENS)[:2] == [("CONSUMED", -3000), ("CONSUMED", -6000)]


def test_a_highest_value_and_different_values_burn_what_they_grow_by(shop: TemplateApi) -> None:
    for number, (size, user) in enumerate(((10, "u1"), (4, "u1"), (16, "u2"), (16, "u2"))):
        complete(shop, {"idempotencyKey": str(number), "dimensions": {"input": size, "user": user}})
    rows = shop.get(LEDGER, customerId=CUSTOMER, currencyId=MINUTES, eventType="CREDITS_CONSUMED").data
    burnt: dict[str, list[float]] = {}
    for row in reversed(rows):
        burnt.setdefault(row["featureId"], []).append(-row["amount"])
    assert burnt == {"largest": [5, 3], "people": [7, 7]}


def test_what_is_beyond_the_balance_is_owed(shop: TemplateApi) -> None:
    [told] = report(shop, {"featureId": "images", "value": 1001})
    assert (told["credit"]["currentUsage"], balance(shop, currencyId=TOKENS)) == (10_010, -10)
    check = shop.get(f"/api/v1/customers/{CUSTOMER}/entitlements/check", featureId="images").data
    assert check["accessDeniedReason"] == "InsufficientCredits"
