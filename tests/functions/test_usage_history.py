"""The history of usage: what was reported, when it started from zero, by what it was reported with."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.metering import START, Sold, boolean, entitlement, resetting, subscription_access
from tests.support.template_api import Answer, TemplateApi
from tollgate.catalog.unit_transformation import UnitTransformation
from tollgate.shared.reset_period import ResetPeriod


@pytest.fixture
def acme(api: TemplateApi) -> Sold:
    """A customer with a feature that resets, one that does not, and one that has no usage."""
    sold = Sold()
    sold.basic(resetting(), entitlement("seats"), boolean())
    return sold


def use(api: TemplateApi, value: int, feature_id: str = "calls", **fields: Any) -> None:
    """Report usage of the customer."""
    usages = [{"customerId": "acme", "featureId": feature_id, "value": value, **fields}]
    answer = api.post("/api/v1/usage", usages=usages)
    assert answer.status == 201, answer.text


def history(api: TemplateApi, feature_id: str = "calls", customer: str = "acme", **query: str) -> Answer:
    """Ask for the history, since the beginning of the year where nothing else is said."""
    since = {"startDate": "2026-01-01T00:00:00Z", **query}
    return api.get(f"/api/v1/usage/{customer}/history/{feature_id}", **since)


def last_values(answer: Answer) -> list[float]:
    """Return what each series ends with."""
    return [series["points"][-1]["value"] for series in answer.data["series"]]


def test_the_history_ends_with_what_a_check_tells(api: TemplateApi, acme: Sold, clock: FixedClock) -> None:
    for value in (5, -2):
        use(api, value)
        clock.advance(days=3)
    assert last_values(history(api)) == [3]
    assert api.get("/api/v1/customers/acme/entitlements/check", featureId="calls").data["currentUsage"] == 3


def test_usage_is_told_in_the_units_of_the_limit_and_never_below_zero(api: TemplateApi, clock: FixedClock) -> None:
    Sold().basic(resetting(unit_transformation=UnitTransformation(divide=Decimal(1000))))
    use(api, 1500)
    assert last_values(history(api)) == [1.5]
    use(api, -2000)
    assert last_values(history(api)) == [0]


def test_a_change_of_plan_cuts_what_resets(api: TemplateApi, acme: Sold, clock: FixedClock) -> None:
    use(api, 8)
    clock.set("2026-01-16T09:20:00+00:00")
    acme.reschedule(resetting(usage_limit=Decimal(50)), version=2, usage_cut=clock.now())
    use(api, 1)
    told = history(api, startDate="2026-01-15T00:00:00Z").data
    assert told["markers"] == [{"timestamp": "2026-01-16T09:20:00.000Z", "type": "SUBSCRIPTION_CHANGE_RESET"}]
    [series] = told["series"]
    assert [(each["timestamp"][8:16], each["value"], each["isResetPoint"]) for each in series["points"]][-3:] == [
        ("16T09:20", 8, False),
        ("16T09:20", 0, True),
        ("16T09:20", 1, False),
    ]


def test_dimensions_group_and_what_came_without_them_is_not_lost(api: TemplateApi, acme: Sold) -> None:
    use(api, 3, dimensions={"model": "a", "region": "eu"})
    use(api, 2, dimensions={"model": "b", "region": "eu"})
    use(api, 1)
    answer = history(api, groupBy="model")
    assert [series["tags"] for series in answer.data["series"]] == [
        [{"key": "model", "value": value}] for value in ("", "a", "b")
    ]
    assert last_values(answer) == [1, 3, 2]
    assert last_values(history(api, groupBy="region")) == [1, 5]
    assert last_values(history(api, groupBy="region,model")) == [1, 3, 2]
    assert last_values(history(api)) == [6]


def test_a_resource_has_a_history_of_its_own(api: TemplateApi, acme: Sold) -> None:
    acme.plan("site", entitlement("calls"))
    acme.resource("acme", "r1")
    acme.subscribe("acme", subscription_access("site"), resource_id="r1")
    use(api, 2)
    use(api, 5, resourceId="r1")
    assert [last_values(history(api, **query)) for query in ({}, {"resourceId": "r1"})] == [[2], [5]]


def test_what_an_ended_subscription_used_is_still_told(api: TemplateApi, acme: Sold, clock: FixedClock) -> None:
    use(api, 4)
    clock.advance(days=1)
    acme.unsubscribe("acme", "subscription-basic")
    assert last_values(history(api)) == [4]


def test_nothing_is_known_of_what_is_to_come(api: TemplateApi, acme: Sold, clock: FixedClock) -> None:
    use(api, 4)
    [series] = history(api, endDate="2026-12-01T00:00:00Z").data["series"]
    assert series["points"][-1] == {"timestamp": "2026-01-15T10:30:00.000Z", "value": 4, "isResetPoint": False}


def test_usage_before_the_span_counts_where_nothing_resets(api: TemplateApi, acme: Sold, clock: FixedClock) -> None:
    use(api, 4, "seats")
    clock.advance(days=1)
    use(api, 1, "seats")
    told = history(api, "seats", startDate="2026-01-16T00:00:00Z").data
    assert told["markers"] == []
    assert [each["value"] for each in told["series"][0]["points"]] == [4] * 10 + [5]


@pytest.mark.parametrize(
    ("customer", "feature", "query", "status", "code"),
    [
        ("nobody", "calls", {}, 404, "CustomerNotFound"),
        ("acme", "unknown", {}, 404, "FeatureNotFound"),
        ("acme", "sso", {}, 400, "MeteringNotAvailableForFeatureType"),
        ("acme", "calls", {"resourceId": "nowhere"}, 404, "CustomerResourceNotFound"),
        ("acme", "calls", {"endDate": "2026-01-01T00:00:00Z"}, 400, "InvalidArgumentError"),
        ("acme", "calls", {"startDate": "2027-01-01T00:00:00Z"}, 400, "InvalidArgumentError"),
        ("acme", "calls", {"startDate": "1767225600"}, 400, "BadUserInput"),
        ("acme", "calls", {"groupBy": "a,b,c,d"}, 400, "InvalidArgumentError"),
    ],
)
def test_what_cannot_be_told_is_refused(
    api: TemplateApi, acme: Sold, customer: str, feature: str, query: dict[str, str], status: int, code: str
) -> None:
    refused = history(api, feature, customer, **query)
    assert (refused.status, refused.error["code"]) == (status, code)


def test_the_start_must_be_said(api: TemplateApi, acme: Sold) -> None:
    refused = api.get("/api/v1/usage/acme/history/calls")
    assert (refused.status, refused.error["field"]) == (400, "startDate")


def test_a_history_of_too_many_points_is_refused(api: TemplateApi, clock: FixedClock) -> None:
    Sold().basic(resetting(ResetPeriod.HOUR))
    refused = history(api, startDate="2016-01-01T00:00:00Z")
    assert (refused.status, refused.error["field"]) == (400, "startDate")
    assert history(api, startDate=START.isoformat()).status == 200
