"""What usage and events would cost in credits, beside what the wallet holds, through REST and GraphQL."""

from typing import Any

import pytest

from tests.support.credit_rates import given_rates
from tests.support.graphql import ask
from tests.support.recorded import all_recorded
from tests.support.selling import subscribe
from tests.support.template_api import Answer, TemplateApi


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    given_rates(api)
    return api


def usage(api: TemplateApi, feature_id: str, value: Any, customer_id: str = "acme", **fields: Any) -> Answer:
    return api.post("/api/v1/usage/estimate", customerId=customer_id, featureId=feature_id, value=value, **fields)


def event(api: TemplateApi, name: str = "upload", customer_id: str = "acme", **fields: Any) -> Answer:
    return api.post("/api/v1/events/estimate", customerId=customer_id, eventName=name, **fields)


def costs(answer: Answer) -> list[tuple[str, float]]:
    return [(each["currencyId"], each["estimatedCost"]) for each in answer.data["estimates"]]


def test_usage_costs_its_rate(shop: TemplateApi) -> None:
    assert usage(shop, "calls", 3, dimensions={"model": "x"}).data == {
        "estimates": [
            {
                "currencyId": "tokens",
                "estimatedCost": 6,
                "currentBalance": 0,
                "balanceAfterEstimate": -6,
                "wouldOverdraft": True,
                "breakdown": [{"featureId": "calls", "cost": 6, "warningCode": None}],
            }
        ],
        "warnings": [],
    }


@pytest.mark.parametrize(("granted", "over"), [(5, True), (6, False), (9, False)])
def test_the_balance_is_what_the_wallet_holds(shop: TemplateApi, granted: int, over: bool) -> None:
    given = {"customerId": "acme", "currencyId": "tokens", "displayName": "Gift", "grantType": "PROMOTIONAL"}
    assert shop.post("/api/v1/credits/grants", **given, amount=granted).status == 201
    [estimate] = usage(shop, "calls", 3).data["estimates"]
    shown = estimate["currentBalance"], estimate["balanceAfterEstimate"], estimate["wouldOverdraft"]
    assert shown == (granted, granted - 6, over)


@pytest.mark.parametrize(
    ("feature_id", "value", "behavior", "cost"),
    [
        ("calls", 0, "DELTA", 0),
        ("calls", -3, "DELTA", 0),
        ("calls", 0.00001, "DELTA", 0.00002),
        ("calls", 9, "SET", 10),
        ("calls", 3, "SET", 0),
        ("storage", 500, "DELTA", 0.25),
        ("storage", 3000, "SET", 0.5),
    ],
)
def test_what_takes_usage_back_costs_nothing_and_set_costs_the_difference(
    shop: TemplateApi, feature_id: str, value: float, behavior: str, cost: float
) -> None:
    reported = [
        {"customerId": "acme", "featureId": "calls", "value": 4},
        {"customerId": "acme", "featureId": "storage", "value": 2000},
    ]
    assert shop.post("/api/v1/usage", usages=reported).status == 201
    assert costs(usage(shop, feature_id, value, updateBehavior=behavior)) == [("tokens", cost)]
    check = shop.get("/api/v1/customers/acme/entitlements/check", featureId="calls").data
    assert check["currentUsage"] == 4


def test_an_event_costs_what_every_feature_it_counts_for_burns(shop: TemplateApi) -> None:
    told = len(all_recorded(""))
    assert told
    minutes, tokens = event(shop, dimensions={"size": 8}).data["estimates"]
    assert (minutes["currencyId"], minutes["estimatedCost"]) == ("minutes", 2)
    assert (tokens["currencyId"], tokens["estimatedCost"]) == ("tokens", 10)
    assert tokens["breakdown"] == [
        {"featureId": "peak", "cost": 0, "warningCode": "UNSUPPORTED_AGGREGATION"},
        {"featureId": "uploads", "cost": 10, "warningCode": None},
    ]
    assert len(all_recorded("")) == told
    assert shop.get("/api/v1/events/count", customerId="acme", eventName="upload").data == {"count": 0}


@pytest.mark.parametrize(("size", "cost"), [(-8, 0), ("16", 4), ("much", 0), (None, 0)])
def test_a_sum_costs_what_its_field_adds(shop: TemplateApi, size: Any, cost: float) -> None:
    answer = event(shop, **({"dimensions": {"size": size}} if size is not None else {}))
    burnt = dict(costs(answer)).get("minutes", 0)
    assert burnt == cost


def test_a_resource_pays_its_own_rate_and_who_names_none_is_told_of_it(shop: TemplateApi) -> None:
    subscribe(shop, "plan-site", resourceId="site-1", billingPeriod="MONTHLY")
    own = usage(shop, "calls", 1, resourceId="site-1")
    assert (costs(own), own.data["warnings"]) == ([("tokens", 20)], [])
    general = usage(shop, "calls", 1)
    assert (costs(general), general.data["warnings"]) == ([("tokens", 2)], ["RESOURCE_SCOPED_SUBSCRIPTION_EXISTS"])


@pytest.mark.parametrize(
    ("asked", "warning"),
    [
        (lambda api: usage(api, "none", 1), "FEATURE_NOT_FOUND"),
        (lambda api: usage(api, "free", 1), "FEATURE_NOT_CREDIT_BASED"),
        (lambda api: usage(api, "calls", 1, "bare"), "FEATURE_NOT_CREDIT_BASED"),
        (lambda api: event(api, "unknown"), "FEATURE_NOT_FOUND"),
        (lambda api: event(api, "open"), "FEATURE_NOT_CREDIT_BASED"),
    ],
    ids=["no feature", "no rate", "no subscription", "no meter", "a meter without a rate"],
)
def test_what_burns_nothing_is_told_why(shop: TemplateApi, asked: Any, warning: str) -> None:
    assert asked(shop).data == {"estimates": [], "warnings": [warning]}


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        (lambda api: usage(api, "calls", 1, "nobody"), 404, "CustomerNotFound"),
        (lambda api: event(api, customer_id="nobody"), 404, "CustomerNotFound"),
        (lambda api: event(api, "unknown", "nobody"), 404, "CustomerNotFound"),
        (lambda api: usage(api, "calls", 1, resourceId="site-9"), 404, "CustomerResourceNotFound"),
        (lambda api: usage(api, "uploads", 1), 400, "CannotReportUsageForEntitlementWithMeterError"),
        (lambda api: usage(api, "calls", 2**60), 400, "UsageMeasurementDiffOutOfRangeError"),
        (lambda api: usage(api, "calls", "3"), 400, "BadUserInput"),
        (lambda api: event(api, " "), 400, "InvalidArgumentError"),
        (lambda api: event(api, dimensions={"a": {}}), 400, "BadUserInput"),
    ],
)
def test_what_cannot_be_estimated_is_refused(shop: TemplateApi, asked: Any, status: int, code: str) -> None:
    refused = asked(shop)
    assert (refused.status, refused.error["code"]) == (status, code)


def test_graphql_tells_the_same(shop: TemplateApi) -> None:
    shown = "{ estimates { currencyId estimatedCost currentBalance balanceAfterEstimate wouldOverdraft"
    shown += " breakdown { featureId cost warningCode } } warnings }"
    of_usage = f"query ($input: EstimateUsageCostInput!) {{ estimateUsageCost(input: $input) {shown} }}"
    asked = {"customerId": "acme", "featureId": "calls", "value": 3, "updateBehavior": None, "resourceId": None}
    assert ask(shop, of_usage, input=asked)["estimateUsageCost"] == usage(shop, "calls", 3).data
    of_event = f"query ($input: EstimateEventCostInput!) {{ estimateEventCost(input: $input) {shown} }}"
    sent = {"customerId": "acme", "eventName": "upload", "dimensions": {"size": 8}}
    assert ask(shop, of_event, input=sent)["estimateEventCost"] == event(shop, dimensions={"size": 8}).data
