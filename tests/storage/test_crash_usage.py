"""Crashes around every AWS call of a usage report: what was measured counts once, however often it is sent."""

from typing import Any

import pytest

from tests.support.crashes import Arrange, Write, check_crashes
from tests.support.selling import given_customer, given_product, subscribe
from tests.support.template_api import TemplateApi

ONE: dict[str, Any] = {"customerId": "acme", "featureId": "feature-calls", "value": 3}
USAGE = "/api/v1/usage"


def a_subscriber(api: TemplateApi) -> None:
    given_product(api)
    feature = {"id": "feature-calls", "displayName": "Calls", "featureType": "NUMBER", "meterType": "INCREMENTAL"}
    assert api.post("/api/v1/features", **feature).status == 201
    plan = {"id": "plan-pro", "productId": "product-app", "displayName": "Pro", "pricingType": "FREE"}
    assert api.post("/api/v1/plans", **plan).status == 201
    reset = {"resetPeriod": "MONTH", "monthlyResetPeriodConfiguration": {"accordingTo": "SubscriptionStart"}}
    grant = {"type": "FEATURE", "id": "feature-calls", "usageLimit": 1000, **reset}
    assert api.post("/api/v1/plans/plan-pro/entitlements", entitlements=[grant]).status == 201
    assert api.post("/api/v1/plans/plan-pro/publish", migrationType="NEW_CUSTOMERS").status == 200
    given_customer(api)
    subscribe(api, "plan-pro")


def a_subscriber_with_usage(api: TemplateApi) -> None:
    a_subscriber(api)
    assert api.call("POST", USAGE, {"usages": [{**ONE, "value": 20, "idempotencyKey": "earlier"}]}).status == 201


def report(name: str, *usages: dict[str, Any], arrange: Arrange = a_subscriber_with_usage, **how: bool) -> Write:
    """Return a report. What it measured counts at once; the answer kept under its header follows."""
    return Write(name, "POST", USAGE, {"usages": list(usages)}, arrange, keeps_answer_apart=True, **how)


WRITES = [
    report("first", ONE, arrange=a_subscriber),
    report("next", ONE),
    report("with a key", {**ONE, "idempotencyKey": "k"}),
    report("a repeated one", {**ONE, "idempotencyKey": "earlier"}, {**ONE, "idempotencyKey": "k"}),
    report("set", {**ONE, "updateBehavior": "SET"}),
    report("late", {**ONE, "createdAt": "2026-01-15T08:10:00Z"}),
    report("dimensions", {**ONE, "dimensions": {"region": "eu"}}),
    report("two", ONE, {**ONE, "value": 4}),
    report("a hundred", *[{**ONE, "dimensions": {"host": f"h-{each}"}} for each in range(100)], is_atomic=False),
]


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.name)
def test_a_crash_leaves_all_or_nothing_and_the_same_request_completes_it(write: Write, emulator: None) -> None:
    check_crashes(write)
