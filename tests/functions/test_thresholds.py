"""Thresholds of limits: told of once per period, from the stream of the counters, whatever moves them."""

from typing import Any

import pytest

from tests.support.catalog import create_plan, create_product, grant, publish
from tests.support.clock import FixedClock
from tests.support.recorded import all_recorded
from tests.support.selling import given_customer, subscribe
from tests.support.template_api import TemplateApi
from tests.support.thresholds import MONTHLY, fire, given_limits, images, stream_record, told
from tests.support.time_travel import advance, create_clock


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    given_limits(api)
    return api


def use(api: TemplateApi, value: float, feature_id: str = "calls", **fields: Any) -> None:
    """Report usage, and deliver what the stream then holds."""
    report(api, value, feature_id, **fields)
    fire(api, *images())


def report(api: TemplateApi, value: float, feature_id: str = "calls", **fields: Any) -> None:
    usage = {"customerId": "acme", "featureId": feature_id, "value": value, **fields}
    assert api.post("/api/v1/usage", usages=[usage]).status == 201


def test_a_threshold_is_told_of_with_all_that_is_known(shop: TemplateApi, clock: FixedClock) -> None:
    use(shop, 9)
    assert told() == []
    clock.advance(minutes=1)
    use(shop, 1)
    [event] = all_recorded("EntitlementUsageExceeded")
    customer = shop.get("/api/v1/customers/acme").data
    assert (event.type, event.aggregate, event.parent_id) == ("ENTITLEMENT_USAGE_EXCEEDED", "ENTITLEMENT#calls", "acme")
    assert event.occurred_at == clock.now()
    assert {**event.payload, "customer": {**event.payload["customer"], "entityId": "uuid"}} == {
        "thresholdPercentage": 80,
        "crossedThresholds": [80],
        "usageUsedPercentage": 83,
        "currentUsage": 10,
        "usageLimit": 12,
        "hasUnlimitedUsage": False,
        "hasSoftLimit": False,
        "resetPeriod": "MONTH",
        "resetPeriodConfiguration": {"accordingTo": "SubscriptionStart"},
        "usagePeriodAnchor": "2026-01-15T00:00:00.000Z",
        "usagePeriodStart": "2026-01-15T00:00:00.000Z",
        "usagePeriodEnd": "2026-02-15T00:00:00.000Z",
        "feature": {
            "id": "calls",
            "name": "calls",
            "featureType": "NUMBER",
            "meterType": "INCREMENTAL",
            "unit": "call",
            "units": "calls",
        },
        "customer": {"entityId": "uuid", "id": "acme", "name": customer["name"], "email": customer["email"]},
        "resource": None,
        "activeSubscriptions": [
            {
                "id": "of-acme",
                "startDate": "2026-01-15T10:30:00.000Z",
                "plan": {"id": "plan-pro", "name": "plan-pro"},
            }
        ],
    }


def test_each_is_told_of_once_in_a_period_and_again_in_the_next(shop: TemplateApi, clock: FixedClock) -> None:
    for value in (10, 1, 0, 1, 3):
        use(shop, value)
    assert told() == [(80, 83, 10), (100, 100, 12)]
    use(shop, -5)
    use(shop, 5)
    assert len(told()) == 2
    clock.set("2026-02-15T00:00:00+00:00")
    use(shop, 11)
    assert told()[2:] == [(80, 91, 11)]


def test_of_several_the_highest_is_told_of(shop: TemplateApi) -> None:
    use(shop, 12)
    use(shop, 1)
    assert told() == [(100, 100, 12)]


def test_changes_that_come_late_twice_and_out_of_order_tell_of_nothing_twice(shop: TemplateApi) -> None:
    seen = []
    for value in (9, 1, 2):
        report(shop, value)
        seen.append(*images())
    fire(shop, seen[1], seen[2], seen[0], seen[1])
    fire(shop, *seen, *seen)
    assert told() == [(80, 83, 10), (100, 100, 12)]


def test_levels_soft_limits_and_other_units_have_thresholds_and_what_is_endless_has_none(shop: TemplateApi) -> None:
    use(shop, 10, "seats", updateBehavior="SET")
    use(shop, 30, "soft")
    use(shop, 1_000_000, "endless")
    use(shop, 10_500, "gigabytes")
    assert told() == [(80, 83, 10), (100, 250, 30), (80, 87, 10.5)]
    seats = all_recorded("EntitlementUsageExceeded")[0].payload
    assert (seats["resetPeriod"], seats["usagePeriodEnd"], seats["resetPeriodConfiguration"]) == (None, None, None)


def test_another_limit_arms_them_anew(shop: TemplateApi) -> None:
    use(shop, 10)
    raise_limit(shop, 20)
    use(shop, 1)
    raise_limit(shop, 13)
    use(shop, 1)
    assert told() == [(80, 83, 10), (80, 92, 12)]


def raise_limit(api: TemplateApi, limit: int) -> None:
    promotion = {"featureId": "calls", "usageLimit": limit, "period": "lifetime", **MONTHLY}
    optional = ("customEndDate", "enumValues", "hasSoftLimit", "hasUnlimitedUsage", "isVisible")
    rest = dict.fromkeys((*optional, "weeklyResetPeriodConfiguration", "yearlyResetPeriodConfiguration"))
    granted = {**rest, **promotion}
    answer = api.post("/api/v1/customers/acme/promotional-entitlements", promotionalEntitlements=[granted])
    assert answer.status == 201, answer.text


def test_a_resource_has_thresholds_of_its_own(shop: TemplateApi) -> None:
    create_product(shop, "product-sites", multipleSubscriptions=True)
    create_plan(shop, "plan-site", productId="product-sites")
    grant(shop, "plan-site", "calls", usageLimit=20)
    publish(shop, "plan-site")
    subscribe(shop, "plan-site", id="of-site", resourceId="site-1")
    use(shop, 10, resourceId="site-1")
    assert told() == []
    use(shop, 8, resourceId="site-1")
    [event] = all_recorded("EntitlementUsageExceeded")
    assert (event.payload["resource"], event.payload["usageLimit"]) == ({"id": "site-1"}, 20)
    assert [each["id"] for each in event.payload["activeSubscriptions"]] == ["of-site", "of-acme"]


def test_who_is_gone_or_holds_nothing_any_more_is_told_of_nothing(shop: TemplateApi) -> None:
    report(shop, 12)
    left = images()
    shop.post("/api/v1/subscriptions/of-acme/cancel", subscriptionCancellationTime="IMMEDIATE")
    fire(shop, *left)
    shop.post("/api/v1/customers/acme/archive")
    fire(shop, *left)
    assert told() == []


def test_a_customer_of_a_test_clock_is_told_of_at_its_own_time(shop: TemplateApi) -> None:
    create_clock(shop, "2024-01-31T00:00:00Z")
    given_customer(shop, "traveller", testClockId="clock")
    subscribe(shop, "plan-pro", "traveller", id="ahead")
    use(shop, 10, customerId="traveller")
    advance(shop, "clock", "2024-03-10T00:00:00Z")
    use(shop, 12, customerId="traveller")
    when = [each.occurred_at.isoformat()[:10] for each in all_recorded("EntitlementUsageExceeded")]
    assert when == ["2024-01-31", "2024-03-10"]


def test_webhooks_hear_of_usage_at_thresholds_of_their_own(shop: TemplateApi, clock: FixedClock) -> None:
    body = {"endpoint": "https://8.8.8.8/hooks", "eventTypes": ["ENTITLEMENT_USAGE_EXCEEDED"]}
    webhook = shop.post("/api/v1/webhooks", **body, thresholds=[50, 90, 150]).data
    for value in (6, 1, 5, 1):
        use(shop, value)
    crossed = [each.payload["crossedThresholds"] for each in all_recorded("EntitlementUsageExceeded")]
    assert crossed == [[50], [80, 90, 100]]
    use(shop, 20, "soft")
    assert all_recorded("EntitlementUsageExceeded")[-1].payload["crossedThresholds"] == [50, 80, 90, 100, 150]
    shop.patch(f"/api/v1/webhooks/{webhook['id']}", status="INACTIVE")
    clock.advance(minutes=1)
    use(shop, 11_000, "gigabytes")
    assert all_recorded("EntitlementUsageExceeded")[-1].payload["crossedThresholds"] == [80]


def test_a_record_that_cannot_be_read_fails_alone(shop: TemplateApi) -> None:
    report(shop, 12)
    [image] = images()
    broken = {**image, "from": {"S": "never"}}
    records = [stream_record(broken, 1), stream_record(image, 2)]
    assert shop.run("FollowUsageFunction", {"Records": records}) == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert told() == [(100, 100, 12)]
