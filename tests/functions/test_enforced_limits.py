"""Reports that enforce a hard limit: refused instead of exceeding it, with nothing recorded."""

from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.graphql import ask, refusal_of
from tests.support.metered import meter, sell_metered, usage_of
from tests.support.metering import Sold, boolean, entitlement, resetting
from tests.support.template_api import Answer, TemplateApi
from tollgate.catalog.unit_transformation import UnitTransformation


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """The API with acme, who may use 10 calls a month, 10 soft ones, endless ones, and 10 thousands of bytes."""
    Sold().basic(
        resetting(),
        entitlement("soft", has_soft_limit=True),
        entitlement("endless", usage_limit=None, has_unlimited_usage=True),
        entitlement("bytes", unit_transformation=UnitTransformation(divide=1000)),
        entitlement("revoked", is_granted=False),
        boolean(),
    )
    return api


def report(api: TemplateApi, *values: float, feature_id: str = "calls", **fields: Any) -> Answer:
    usage = {"customerId": "acme", "featureId": feature_id, "enforceLimit": True, **fields}
    return api.post("/api/v1/usage", usages=[{**usage, "value": value} for value in values])


def test_what_fits_is_recorded_and_what_would_exceed_is_not(shop: TemplateApi) -> None:
    assert report(shop, 7).data[0]["currentUsage"] == 7
    refused = report(shop, 4)
    assert (refused.status, refused.headers["x-should-retry"]) == (409, "false")
    told = {name: refused.error[name] for name in ("code", "field", "feature", "currentUsage", "usageLimit")}
    assert told == {
        "code": "EntitlementLimitExceededError",
        "field": "usages[0].value",
        "feature": "calls",
        "currentUsage": 7,
        "usageLimit": 10,
    }
    assert usage_of(shop, "calls") == [7]
    assert report(shop, 3).data[0]["currentUsage"] == 10
    assert report(shop, 0.00001).status == 409


def test_a_request_is_recorded_whole_or_not_at_all(shop: TemplateApi) -> None:
    assert report(shop, 5, 4, 2).error["field"] == "usages[2].value"
    assert usage_of(shop, "calls") == [0]
    mixed = [
        {"customerId": "acme", "featureId": "soft", "value": 5},
        {"customerId": "acme", "featureId": "calls", "value": 11, "enforceLimit": True},
    ]
    assert shop.post("/api/v1/usage", usages=mixed).status == 409
    assert usage_of(shop, "soft", "calls") == [0, 0]


def test_only_what_asks_for_it_is_refused(shop: TemplateApi) -> None:
    assert report(shop, 12, enforceLimit=False).status == 201
    assert report(shop, 1).error["currentUsage"] == 12
    assert report(shop, -3).data[0]["currentUsage"] == 9
    after = [
        {"customerId": "acme", "featureId": "calls", "value": 1, "enforceLimit": True},
        {"customerId": "acme", "featureId": "calls", "value": 5},
    ]
    assert shop.post("/api/v1/usage", usages=after).status == 201
    assert usage_of(shop, "calls") == [15]


def test_a_repeat_is_answered_with_the_first_report(shop: TemplateApi) -> None:
    first = report(shop, 10, idempotencyKey="k").data
    assert report(shop, 10, idempotencyKey="k").data == first
    assert report(shop, 10, 1, idempotencyKey="k").data == [*first, *first]
    assert report(shop, 1, idempotencyKey="l").status == 409
    assert usage_of(shop, "calls") == [10]


@pytest.mark.parametrize(
    ("feature_id", "value", "status"),
    [("soft", 25, 201), ("endless", 10**6, 201), ("bytes", 10_000, 201), ("bytes", 10_001, 409), ("revoked", 1, 409)],
)
def test_soft_limits_and_none_bind_nothing_and_units_are_those_of_the_limit(
    shop: TemplateApi, feature_id: str, value: int, status: int
) -> None:
    assert report(shop, value, feature_id=feature_id).status == status


def test_a_new_total_is_held_against_the_limit_too(shop: TemplateApi) -> None:
    assert report(shop, 11, updateBehavior="SET").status == 409
    assert report(shop, 10, updateBehavior="SET").status == 201
    assert report(shop, 12, enforceLimit=False).status == 201
    assert report(shop, 11, updateBehavior="SET").data[0]["currentUsage"] == 11


def test_the_next_period_has_the_whole_limit(shop: TemplateApi, clock: FixedClock) -> None:
    assert report(shop, 10).status == 201
    clock.set("2026-02-05T00:00:00+00:00")
    assert report(shop, 10).status == 201
    earlier = report(shop, 1, createdAt="2026-01-20T00:00:00Z")
    assert (earlier.status, earlier.error["field"]) == (400, "usages[0].createdAt")
    assert report(shop, -10).status == 201
    assert report(shop, 4, createdAt="2026-02-05T00:00:00Z").data[0]["currentUsage"] == 4


def test_at_most_twenty_go_together(shop: TemplateApi) -> None:
    assert report(shop, *[0] * 20).status == 201
    refused = report(shop, *[0] * 21)
    assert (refused.status, refused.error["field"]) == (400, "usages")
    large = [
        {
            "customerId": "acme",
            "featureId": "endless",
            "value": 1,
            "dimensions": {"n": number},
            "createdAt": f"2026-01-15T{number % 10:02d}:00:00Z",
            "enforceLimit": True,
        }
        for number in range(20)
    ]
    refused = shop.post("/api/v1/usage", usages=large)
    assert (refused.status, refused.error["field"]) == (400, "usages")


def test_graphql_enforces_it_as_rest_does(shop: TemplateApi) -> None:
    one = "mutation ($in: ReportUsageInput!) { reportUsage(input: $in) { currentUsage } }"
    usage = {"customerId": "acme", "featureId": "calls", "value": 10, "enforceLimit": True}
    assert ask(shop, one, **{"in": usage})["reportUsage"] == {"currentUsage": 10}
    refused = refusal_of(shop, one, **{"in": {**usage, "value": 1}})["extensions"]
    assert (refused["code"], refused["currentUsage"]) == ("EntitlementLimitExceededError", 10)
    bulk = "mutation ($in: ReportUsageBulkInput!) { reportUsageBulk(input: $in) { currentUsage } }"
    assert refusal_of(shop, bulk, **{"in": {"usages": [usage]}})["extensions"]["code"] == refused["code"]


def test_what_is_metered_by_events_takes_no_reports_either_way(api: TemplateApi) -> None:
    sell_metered({"uploads": meter()})
    assert report(api, 1, feature_id="uploads").error["code"] == "CannotReportUsageForEntitlementWithMeterError"
