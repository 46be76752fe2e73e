"""Cost formulas through REST and GraphQL: saved, refused, shown, agreed on for one subscription, and estimated."""

from typing import Any

import pytest

from tests.support.catalog import publish
from tests.support.clock import FixedClock
from tests.support.cost_formulas import BY_TOKENS, FEE, burns, given_formulas, rate
from tests.support.graphql import ask, refusal_of
from tests.support.paywall import paywall, plan_in
from tests.support.selling import subscribe
from tests.support.template_api import Answer, TemplateApi

PLAN, CHARGES = "/api/v1/plans/plan-pro", "/api/v1/plans/plan-pro/charges"
PRICING = "mutation ($input: PackagePricingInput!) { setPackagePricing(input: $input) { creditRate { costFormula } } }"
PROVISION = """
mutation ($input: ProvisionSubscriptionInput!) {
  provisionSubscriptionV2(input: $input) {
    subscription { prices { price { feature { refId } creditRate { amount currencyId costFormula } } } }
  }
}
"""


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    given_formulas(api)
    return api


def refusal(answer: Answer) -> tuple[int, str, str | None]:
    """Return status, code and field of a refusal."""
    return answer.status, answer.error["code"], answer.error.get("field")


def formulas(api: TemplateApi, path: str = CHARGES) -> dict[str, str | None]:
    """Return the formulas of a package's rates by what they count."""
    rates = (each for each in api.get(path).data if each["creditRate"] is not None)
    return {each["featureId"]: each["creditRate"].get("costFormula") for each in rates}


def rates_of(prices: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the rates in credits that prices show, by what they count."""
    return {each["feature"]["refId"]: each["creditRate"] for each in prices if each["feature"]}


def pricing(*models: dict[str, Any]) -> dict[str, Any]:
    """Return charges of the plan as GraphQL is given them."""
    of_plan = {"environmentId": "development", "packageId": "plan-pro", "pricingType": "PAID"}
    return {**of_plan, "pricingModels": list(models)}


SAVED = {"calls": BY_TOKENS, "completions": BY_TOKENS, "largest": "ceil(input/1000)", "tokens-used": None}


def test_a_formula_is_shown_as_it_was_set_in_every_version(shop: TemplateApi, clock: FixedClock) -> None:
    assert formulas(shop) == SAVED
    [price] = [each for each in shop.get(CHARGES).data if each["featureId"] == "calls"]
    assert price["creditRate"] == rate()
    clock.advance(days=1)
    changed = [FEE, burns("calls", **rate("3*input", amount=0))]
    charges = {"pricingType": "PAID", "pricingModels": changed}
    assert shop.patch(PLAN, charges=charges).data["status"] == "DRAFT"
    assert formulas(shop) == {"calls": "3*input"}
    [other] = [each for each in shop.get(CHARGES).data if each["featureId"] == "calls"]
    assert (other["creditRate"]["amount"], other["id"] != price["id"]) == (0, True)
    publish(shop)
    assert formulas(shop) == {"calls": "3*input"}
    # What is said again is no change.
    assert shop.patch(PLAN, charges=charges).data["status"] == "PUBLISHED"


def test_a_copied_product_has_the_formulas(shop: TemplateApi) -> None:
    assert shop.post("/api/v1/products/product-main/duplicate", targetId="eu").status == 201
    assert formulas(shop, "/api/v1/plans/plan-pro-eu/charges") == SAVED


def test_graphql_and_pricing_tables_show_formulas(shop: TemplateApi) -> None:
    [calls] = ask(shop, PRICING, input=pricing(burns("calls", **rate("1 + input"))))["setPackagePricing"]
    assert calls["creditRate"] == {"costFormula": "1 + input"}
    shown = rates_of(plan_in(paywall(shop))["prices"])
    assert shown["calls"] == rate() | {"customCurrencyId": "tokens"}
    assert shown["tokens-used"]["costFormula"] is None


NOW = {"subscriptionMigrationTime": "IMMEDIATE"}
FIELD = "pricingModels[0].pricePeriods[0].creditRate."


@pytest.mark.parametrize(
    ("own", "code", "field"),
    [
        (rate("2*(input"), "BadUserInput", "costFormula"),
        (rate(""), "BadUserInput", "costFormula"),
        (rate("input ** 2"), "BadUserInput", "costFormula"),
        (rate("__import__('os')"), "BadUserInput", "costFormula"),
        (rate("größe"), "BadUserInput", "costFormula"),
        (rate("1" + "+1" * 500), "BadUserInput", "costFormula"),
        (rate(amount=-1), "InvalidArgumentError", "amount"),
        (rate(None, amount=0), "InvalidArgumentError", "amount"),
    ],
)
def test_what_is_no_formula_is_not_saved(shop: TemplateApi, own: dict[str, Any], code: str, field: str) -> None:
    charges = {"pricingType": "PAID", "pricingModels": [burns("calls", **own)]}
    assert refusal(shop.patch(PLAN, charges=charges)) == (400, code, f"charges.{FIELD}{field}")
    extensions = refusal_of(shop, PRICING, input=pricing(burns("calls", **own)))["extensions"]
    assert (extensions["code"], extensions["field"]) == (code, f"{FIELD}{field}")
    assert formulas(shop) == SAVED


def test_a_refusal_tells_where_the_formula_stops_being_one(shop: TemplateApi) -> None:
    charges = {"pricingType": "PAID", "pricingModels": [burns("calls", **rate("2.5*input + 10 output"))]}
    error = shop.patch(PLAN, charges=charges).error
    assert error["position"] == 16
    assert error["message"] == "The formula has 'output' where an operator or the end is expected, at position 16"


def test_a_formula_is_a_text(shop: TemplateApi) -> None:
    charges = {"pricingType": "PAID", "pricingModels": [burns("calls", **rate() | {"costFormula": 7})]}
    assert refusal(shop.patch(PLAN, charges=charges)) == (400, "BadUserInput", f"charges.{FIELD}costFormula")


def test_formulas_of_a_package_are_bounded_together(shop: TemplateApi) -> None:
    long = burns("calls", **rate("1" + "+1" * 400))
    countries = [f"{first}{second}" for first in "ABCDEFGH" for second in "ABCDEFGH"][:63]
    [period] = long["pricePeriods"]
    long["pricePeriods"] = [period, *({**period, "billingCountryCode": each} for each in countries)]
    answer = shop.patch(PLAN, charges={"pricingType": "PAID", "pricingModels": [long]})
    assert refusal(answer) == (400, "InvalidArgumentError", "charges.pricingModels")
    assert "50000 characters" in answer.error["message"]


def event(api: TemplateApi, **dimensions: Any) -> dict[str, tuple[float, str | None]]:
    """Return what a completion would burn of each feature, and the warnings."""
    answer = api.post("/api/v1/events/estimate", customerId="acme", eventName="completion", dimensions=dimensions)
    shares = [share for each in answer.data["estimates"] for share in each["breakdown"]]
    return {each["featureId"]: (each["cost"], each["warningCode"]) for each in shares}


@pytest.mark.parametrize(
    ("dimensions", "by_tokens", "by_size", "flat"),
    [
        ({"input": 1200, "output": 300}, 6000, 2, 600),
        ({"input": 1200}, 3000, 2, 600),
        ({"input": "1200", "output": True}, 3000, 2, 600),
        ({"input": 0.0000002}, 0.000001, 1, 0),
        ({"output": 300}, 3000, 0, 0),
        ({"input": -5, "output": 1}, 0, 0, 0),
        ({}, 0, 0, 0),
    ],
)
def test_an_event_burns_what_the_formula_makes_of_its_dimensions(
    shop: TemplateApi, dimensions: dict[str, Any], by_tokens: float, by_size: float, flat: float
) -> None:
    subscribe(shop, "plan-pro", billingPeriod="MONTHLY")
    # A formula goes with any aggregation.
    assert event(shop, **dimensions) == {
        "completions": (by_tokens, None),
        "largest": (by_size, None),
        "tokens-used": (flat, None),
    }


@pytest.mark.parametrize(
    ("value", "behavior", "dimensions", "cost"),
    [
        (1, "DELTA", {"input": 1200, "output": 300}, 6000),
        (1, "DELTA", {"input": 1200}, 3000),
        (500, "DELTA", {"input": 2}, 5),
        (0, "DELTA", {"input": 2}, 5),
        (-1, "DELTA", {"input": 2}, 0),
        (9, "SET", {"input": 2}, 5),
        (3, "SET", {"input": 2}, 0),
        (5, "DELTA", None, 0),
    ],
)
def test_a_report_burns_what_the_formula_makes_of_its_dimensions(
    shop: TemplateApi, value: float, behavior: str, dimensions: dict[str, Any] | None, cost: float
) -> None:
    subscribe(shop, "plan-pro", billingPeriod="MONTHLY")
    assert shop.post("/api/v1/usage", usages=[{"customerId": "acme", "featureId": "calls", "value": 4}]).status == 201
    sent = {"customerId": "acme", "featureId": "calls", "value": value, "updateBehavior": behavior}
    sent |= {"dimensions": dimensions} if dimensions is not None else {}
    [estimate] = shop.post("/api/v1/usage/estimate", **sent).data["estimates"]
    assert (estimate["currencyId"], estimate["estimatedCost"]) == ("tokens", cost)
    asked = (
        "query ($input: EstimateUsageCostInput!) { estimateUsageCost(input: $input) { estimates { estimatedCost } } }"
    )
    [same] = ask(shop, asked, input=sent)["estimateUsageCost"]["estimates"]
    assert same["estimatedCost"] == cost


def test_graphql_estimates_events_by_their_dimensions(shop: TemplateApi) -> None:
    subscribe(shop, "plan-pro", billingPeriod="MONTHLY")
    asked = (
        "query ($input: EstimateEventCostInput!) { estimateEventCost(input: $input) { estimates { estimatedCost } } }"
    )
    sent = {"customerId": "acme", "eventName": "completion", "dimensions": {"input": 1200, "output": 300}}
    estimates = ask(shop, asked, input=sent)["estimateEventCost"]["estimates"]
    assert [each["estimatedCost"] for each in estimates] == [600, 6002]


def test_one_subscription_may_burn_at_a_rate_of_its_own(shop: TemplateApi) -> None:
    agreed = [
        {"featureId": "completions", "creditRate": rate("input/0")},
        {"featureId": "largest", "creditRate": rate(None, amount=2)},
        {"featureId": "calls", "creditRate": rate("min(9, input)")},
    ]
    subscribe(shop, "plan-pro", billingPeriod="MONTHLY", priceOverrides=agreed)
    assert event(shop, input=4) == {
        "completions": (0, None),
        "largest": (0, "UNSUPPORTED_AGGREGATION"),
        "tokens-used": (2, None),
    }
    sent = {"customerId": "acme", "featureId": "calls", "value": 1, "dimensions": {"input": 40}}
    [estimate] = shop.post("/api/v1/usage/estimate", **sent).data["estimates"]
    assert estimate["estimatedCost"] == 9


def test_a_subscription_keeps_the_formula_it_was_sold_at(shop: TemplateApi, clock: FixedClock) -> None:
    subscribe(shop, "plan-pro", billingPeriod="MONTHLY")
    clock.advance(days=1)
    shop.patch(PLAN, charges={"pricingType": "PAID", "pricingModels": [FEE, burns("completions", **rate("7"))]})
    publish(shop)
    assert event(shop, input=2)["completions"] == (5, None)
    held = shop.get("/api/v1/subscriptions", customerId="acme").data[0]["id"]
    assert shop.post(f"/api/v1/subscriptions/{held}/migrate", **NOW).status == 200
    assert event(shop, input=2)["completions"] == (7, None)


@pytest.mark.parametrize(
    ("charge", "cost"),
    [
        (burns("completions", **rate("7")), (6, None)),
        (burns("completions", amount=4, currencyId="minutes"), (4, None)),
        ({**FEE, "billingModel": "USAGE_BASED", "featureId": "completions"}, None),
    ],
    ids=["the same credits", "other credits", "money"],
)
def test_an_agreed_rate_goes_on_while_the_same_credits_are_burnt(
    shop: TemplateApi, charge: dict[str, Any], cost: tuple[float, None] | None
) -> None:
    agreed = [{"featureId": "completions", "creditRate": rate("3*input")}]
    held = subscribe(shop, "plan-pro", billingPeriod="MONTHLY", priceOverrides=agreed)["id"]
    assert shop.patch(PLAN, charges={"pricingType": "PAID", "pricingModels": [FEE, charge]}).status == 200
    publish(shop)
    assert shop.post(f"/api/v1/subscriptions/{held}/migrate", **NOW).status == 200
    assert event(shop, input=2).get("completions") == cost


def test_an_agreed_rate_may_change_later(shop: TemplateApi) -> None:
    held = subscribe(shop, "plan-pro", billingPeriod="MONTHLY")["id"]
    agreed = [{"featureId": "completions", "creditRate": rate("3*input")}]
    assert shop.patch(f"/api/v1/subscriptions/{held}", priceOverrides=agreed).status == 200
    assert event(shop, input=2)["completions"] == (6, None)


def test_graphql_agrees_on_rates(shop: TemplateApi) -> None:
    agreed = [{"featureId": "calls", "creditRate": rate("3*input")}]
    sent = {"customerId": "acme", "planId": "plan-pro", "billingPeriod": "MONTHLY", "priceOverrides": agreed}
    prices = ask(shop, PROVISION, input=sent)["provisionSubscriptionV2"]["subscription"]["prices"]
    rates = rates_of([each["price"] for each in prices])
    assert rates["calls"] == rate("3*input")
    assert rates["completions"] == rate()


@pytest.mark.parametrize(
    ("override", "code", "field"),
    [
        ({"featureId": "calls", "creditRate": rate("2*")}, "BadUserInput", "creditRate.costFormula"),
        ({"featureId": "calls", "creditRate": rate(None, amount=0)}, "InvalidArgumentError", "creditRate.amount"),
        (
            {"featureId": "calls", "creditRate": rate() | {"currencyId": "minutes"}},
            "InvalidArgumentError",
            "creditRate.currencyId",
        ),
        ({"featureId": "seats", "creditRate": rate()}, "InvalidArgumentError", "creditRate"),
        ({"baseCharge": True, "creditRate": rate()}, "InvalidArgumentError", "creditRate"),
        ({"featureId": "calls", "blockSize": 2, "creditRate": rate()}, "InvalidArgumentError", "creditRate"),
    ],
)
def test_a_rate_that_cannot_be_agreed_on_is_refused(
    shop: TemplateApi, override: dict[str, Any], code: str, field: str
) -> None:
    sent = {"customerId": "acme", "planId": "plan-pro", "billingPeriod": "MONTHLY", "priceOverrides": [override]}
    place = f"priceOverrides[0].{field}"
    assert refusal(shop.post("/api/v1/subscriptions", **sent)) == (400, code, place)
    assert refusal(shop.post("/api/v1/subscriptions/preview", **sent)) == (400, code, place)
    extensions = refusal_of(shop, PROVISION, input=sent)["extensions"]
    assert (extensions["code"], extensions["field"]) == (code, place)
    assert shop.get("/api/v1/subscriptions", customerId="acme").data == []


def test_a_rate_of_an_override_has_an_amount_and_a_currency(shop: TemplateApi) -> None:
    sent = {"customerId": "acme", "planId": "plan-pro", "billingPeriod": "MONTHLY"}
    for own, field in (({}, "amount"), ({"amount": 1}, "currencyId")):
        answer = shop.post("/api/v1/subscriptions", **sent, priceOverrides=[{"featureId": "calls", "creditRate": own}])
        assert refusal(answer) == (400, "BadUserInput", f"priceOverrides[0].creditRate.{field}")
