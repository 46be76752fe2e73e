"""Who pays, and what is paid before it is used up."""

import pytest

from tests.scenarios.lifecycle.story import Story, create_product, fee, open_shop, republish
from tests.support.catalog import create_feature, grant
from tests.support.clock import FixedClock
from tests.support.tasks import finish
from tests.support.template_api import TemplateApi


def per_call(amount: float) -> dict[str, object]:
    """Return a price per call, paid for as they are made."""
    period = {"billingPeriod": "MONTHLY", "price": {"amount": amount}}
    return {"billingModel": "USAGE_BASED", "featureId": "calls", "pricePeriods": [period]}


@pytest.fixture
def metered(api: TemplateApi) -> Story:
    """A customer of a plan that costs a dollar a call and a hundred a month at least."""
    create_product(api, "app")
    create_feature(api, "calls", featureType="NUMBER", meterType="INCREMENTAL")
    api.post("/api/v1/plans", id="metered", productId="app", displayName="Metered", pricingType="PAID").data  # noqa: B018
    minimum = [{"billingPeriod": "MONTHLY", "minimum": {"amount": 100}}]
    charges = {"pricingType": "PAID", "pricingModels": [per_call(1)], "minimumSpend": minimum}
    api.call("PATCH", "/api/v1/plans/metered", {"charges": charges}).data  # noqa: B018
    grant(api, "metered", "calls", hasUnlimitedUsage=True, resetPeriod="MONTH")
    republish(api, "metered")
    return Story.begin(api, "2026-04-01T00:00:00Z")


def use(story: Story, calls: int) -> None:
    """Report calls, now."""
    story.api.post("/api/v1/usage", usages=[{"customerId": "acme", "featureId": "calls", "value": calls}]).data  # noqa: B018


def test_a_minimum_spend_is_paid_in_advance_and_drawn_down_by_usage(metered: Story) -> None:
    metered.subscribe("metered")
    for month, calls in (("05", 80), ("06", 130)):
        metered.to(f"2026-{int(month) - 1:02d}-10T12:00:00Z")
        use(metered, calls)
        metered.to(f"2026-{month}-01T00:00:00Z")
    assert metered.invoices() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATION 100.00 due 100.00",
        "2026-05-01 00:00 BILLING_CYCLE 100.00 due 100.00",
        "2026-06-01 00:00 BILLING_CYCLE 130.00 due 130.00",
    ]
    assert [line.rsplit(": ", 1)[1] for line in metered.lines()[2]] == ["130.00", "-100.00", "100.00"]


def test_someone_else_pays_where_that_was_agreed(api: TemplateApi) -> None:
    story = Story.begin(open_shop(api), "2026-04-01T00:00:00Z", "parent")
    begun = story.subscribe("small", payingCustomerId="parent")
    assert (begun["customerId"], begun["payingCustomerId"]) == ("acme", "parent")
    story.to("2026-05-01T00:00:00Z")
    assert story.invoices() == []
    assert story.invoices("parent") == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATION 40.00 due 40.00",
        "2026-05-01 00:00 BILLING_CYCLE 40.00 due 40.00",
    ]


def test_a_new_version_grants_at_once_and_costs_what_it_did(api: TemplateApi, clock: FixedClock) -> None:
    open_shop(api)
    create_feature(api, "calls", featureType="NUMBER", meterType="INCREMENTAL")
    story = Story.begin(api, "2026-04-01T00:00:00Z")
    story.subscribe("small")
    grant(api, "small", "calls", usageLimit=10, resetPeriod="MONTH")
    body = {"charges": {"pricingType": "PAID", "pricingModels": [fee(60, 600)]}}
    api.call("PATCH", "/api/v1/plans/small", body).data  # noqa: B018
    story.told()
    task_id = republish(api, "small", migration="ALL_CUSTOMERS")["taskId"]
    finish(api, task_id, clock)
    told = [each for each in story.told() if " SUBSCRIPTION_" in each]
    assert told == ["2026-04-01 00:00 SUBSCRIPTION_UPDATED subscription-1"]
    check = api.get("/api/v1/customers/acme/entitlements/check", featureId="calls").data
    assert (check["isGranted"], check["usageLimit"]) == (True, 10)
    story.to("2026-05-01T00:00:00Z")
    assert story.invoices()[1:] == ["2026-05-01 00:00 BILLING_CYCLE 40.00 due 40.00"]
