"""Reported usage is told, once and only where somebody asks for it."""

from typing import Any

import pytest

from tests.support.catalog import create_plan, grant, publish
from tests.support.clock import FixedClock
from tests.support.listening import Followed, ask_for, heard
from tests.support.selling import given_product, subscribe
from tests.support.template_api import TemplateApi
from tests.support.thresholds import given_limits


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    given_limits(api)
    return api


@pytest.fixture
def stream(shop: TemplateApi) -> Followed:
    return Followed(shop)


def report(api: TemplateApi, value: float, feature_id: str = "calls", **fields: Any) -> None:
    usage = {"customerId": "acme", "featureId": feature_id, "value": value, **fields}
    assert api.post("/api/v1/usage", usages=[usage]).status == 201


def told() -> list[tuple[float, float]]:
    return [(each["currentChange"], each["currentUsage"]) for each in heard("MeasurementReported")]


def test_usage_is_told_with_what_it_is_held_against(shop: TemplateApi, stream: Followed) -> None:
    ask_for("MEASUREMENT_REPORTED")
    report(shop, 9)
    stream.follow()
    [body] = heard("MeasurementReported")
    customer = shop.get("/api/v1/customers/acme").data
    assert {name: value for name, value in body.items() if name not in {"messageId", "traceId"}} == {
        "type": "measurement.reported",
        "timestamp": "2026-01-15T10:30:00.000Z",
        "accountId": "account-test",
        "environmentId": "development",
        "currentChange": 9,
        "currentUsage": 9,
        "usageLimit": 12,
        "usageUsedPercentage": 75,
        "hasUnlimitedUsage": False,
        "nextResetDate": "2026-02-15T00:00:00.000Z",
        "feature": {
            "id": "calls",
            "name": "calls",
            "description": None,
            "featureType": "NUMBER",
            "meterType": "INCREMENTAL",
            "unit": "call",
            "units": "calls",
            "status": "ACTIVE",
        },
        "customer": {
            "entityId": body["customer"]["entityId"],
            "id": "acme",
            "name": customer["name"],
            "email": customer["email"],
            "billingId": None,
            "crmId": None,
            "salesforceId": None,
            "metadata": {},
            "billingCurrency": None,
        },
        "resource": None,
    }


def test_nothing_is_told_where_nobody_asks(shop: TemplateApi, stream: Followed) -> None:
    report(shop, 9)
    stream.follow()
    ask_for("CUSTOMER_CREATED")
    report(shop, 1)
    stream.follow()
    assert told() == []


def test_who_asks_hears_of_it_within_a_minute(shop: TemplateApi, stream: Followed, clock: FixedClock) -> None:
    report(shop, 9)
    stream.follow()
    ask_for("MEASUREMENT_REPORTED")
    clock.advance(seconds=60)
    report(shop, 1)
    stream.follow()
    assert told() == [(1, 10)]


def test_a_stream_that_tells_twice_makes_no_second_event(shop: TemplateApi, stream: Followed) -> None:
    ask_for("MEASUREMENT_REPORTED")
    report(shop, 2)
    report(shop, 3)
    stream.follow(times=3)
    assert told() == [(2, 2), (3, 5)]


def test_a_new_period_begins_at_nothing(shop: TemplateApi, stream: Followed, clock: FixedClock) -> None:
    ask_for("MEASUREMENT_REPORTED")
    report(shop, 9)
    clock.advance(days=31)
    report(shop, 2)
    stream.follow()
    assert told() == [(9, 9), (2, 2)]
    assert heard("MeasurementReported")[1]["nextResetDate"] == "2026-03-15T00:00:00.000Z"


def test_usage_is_told_in_the_units_of_the_limit(shop: TemplateApi, stream: Followed) -> None:
    ask_for("MEASUREMENT_REPORTED")
    report(shop, 500, "gigabytes")
    report(shop, -200, "gigabytes")
    stream.follow()
    assert told() == [(0.5, 0.5), (-0.2, 0.3)]
    assert heard("MeasurementReported")[0]["nextResetDate"] is None


def test_usage_without_a_limit_has_no_share_of_it(shop: TemplateApi, stream: Followed) -> None:
    ask_for("MEASUREMENT_REPORTED")
    report(shop, 5, "endless")
    stream.follow()
    [body] = heard("MeasurementReported")
    assert (body["hasUnlimitedUsage"], body["usageLimit"], body["usageUsedPercentage"]) == (True, None, None)


def test_usage_of_what_nothing_grants_is_told_with_no_limit(shop: TemplateApi, stream: Followed) -> None:
    ask_for("MEASUREMENT_REPORTED")
    report(shop, 5)
    shop.post("/api/v1/subscriptions/of-acme/cancel").data  # noqa: B018
    stream.follow()
    [body] = heard("MeasurementReported")
    assert (body["currentUsage"], body["usageLimit"], body["hasUnlimitedUsage"]) == (5, None, False)
    assert body["feature"]["name"] == "calls"


def test_usage_of_a_resource_names_it(shop: TemplateApi, stream: Followed) -> None:
    ask_for("MEASUREMENT_REPORTED")
    given_product(shop, "product-sites", multipleSubscriptions=True)
    create_plan(shop, "plan-site", productId="product-sites")
    grant(shop, "plan-site", "calls", usageLimit=20)
    publish(shop, "plan-site")
    subscribe(shop, "plan-site", id="of-site", resourceId="site-1")
    report(shop, 5, resourceId="site-1")
    stream.follow()
    [body] = heard("MeasurementReported")
    assert body["resource"] == {"id": "site-1", "entityId": None}
    assert (body["currentUsage"], body["usageLimit"]) == (5, 20)


def test_what_changes_no_usage_is_not_told(shop: TemplateApi, stream: Followed) -> None:
    ask_for("MEASUREMENT_REPORTED")
    report(shop, 5, updateBehavior="SET")
    report(shop, 5, updateBehavior="SET")
    stream.follow()
    assert told() == [(5, 5)]
