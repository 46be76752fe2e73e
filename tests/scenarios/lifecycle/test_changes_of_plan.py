"""Changing plans, at once and later, with what it costs to the cent."""

import pytest

from tests.scenarios.lifecycle.story import Story, fee, open_shop, reprice, settle
from tests.support.template_api import TemplateApi

HALF, END = "2026-04-16T00:00:00Z", "2026-05-01T00:00:00Z"
LATER = {
    "subscriptionStartSetup": "PLAN_SELECTION",
    "subscriptionCancellationTime": "IMMEDIATE",
    "subscriptionEndSetup": "CANCEL_SUBSCRIPTION",
    "downgradeAtEndOfBillingPeriod": "true",
}


@pytest.fixture
def story(api: TemplateApi) -> Story:
    """A customer at the beginning of April, which has thirty days."""
    return Story.begin(open_shop(api), "2026-04-01T00:00:00Z")


def test_an_upgrade_is_charged_at_once_for_the_rest_of_the_period(story: Story) -> None:
    story.subscribe("small")
    story.to(HALF)
    assert story.subscribe("large")["status"] == "ACTIVE"
    story.to(END)
    assert story.told() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-1",
        "2026-04-16 00:00 SUBSCRIPTION_CANCELED subscription-1",
        "2026-04-16 00:00 SUBSCRIPTION_CREATED subscription-2",
        "2026-05-01 00:00 SUBSCRIPTION_UPDATED subscription-2",
    ]
    assert story.invoices() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATION 40.00 due 40.00",
        "2026-04-16 00:00 SUBSCRIPTION_UPDATE 30.00 due 30.00",
        "2026-05-01 00:00 BILLING_CYCLE 100.00 due 100.00",
    ]
    assert story.seen(1, "status", "cancelReason") == ("CANCELED", "UPGRADE_OR_DOWNGRADE")


def test_a_downgrade_at_once_gives_credit_for_the_next_invoices(story: Story) -> None:
    story.subscribe("large")
    story.to(HALF)
    story.subscribe("small")
    story.to(END)
    assert story.invoices() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATION 100.00 due 100.00",
        "2026-04-16 00:00 SUBSCRIPTION_UPDATE -30.00 due 0.00",
        "2026-05-01 00:00 BILLING_CYCLE 40.00 due 10.00",
    ]
    assert [line.rsplit(": ", 1)[1] for line in story.lines()[1]] == ["-50.00", "20.00"]


def test_a_downgrade_to_the_free_plan_gives_credit_too(story: Story) -> None:
    story.subscribe("large")
    story.to(HALF)
    story.told()
    story.subscribe("free")
    story.to("2026-06-01T00:00:00Z")
    assert story.told() == [
        "2026-04-16 00:00 SUBSCRIPTION_CANCELED subscription-1",
        "2026-04-16 00:00 SUBSCRIPTION_CREATED subscription-2",
    ]
    assert story.invoices()[1:] == ["2026-04-16 00:00 SUBSCRIPTION_UPDATE -50.00 due 0.00"]


def test_a_downgrade_waits_for_the_end_of_the_period_where_the_product_says_so(story: Story) -> None:
    settle(story.api, productSettings=LATER)
    story.told()
    story.subscribe("large")
    story.to(HALF)
    answer = story.provision("small").data
    assert (answer["id"], answer["isScheduled"]) == ("subscription-1", True)
    assert answer["subscription"]["futureUpdates"] == [
        {
            "subscriptionScheduleType": "DOWNGRADE",
            "scheduleStatus": "SCHEDULED",
            "scheduledExecutionTime": "2026-05-01T00:00:00.000Z",
            "targetPackage": {"id": "small"},
        }
    ]
    story.to(END)
    assert story.told() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-1",
        "2026-04-16 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_CANCELED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_CREATED subscription-2",
    ]
    assert story.invoices() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATION 100.00 due 100.00",
        "2026-05-01 00:00 SUBSCRIPTION_UPDATE 40.00 due 40.00",
    ]
    assert story.lines()[1] == ["Small (1 May 2026 - 1 Jun 2026): 40.00"]
    assert story.seen(1, "status", "cancelReason") == ("CANCELED", "UPGRADE_OR_DOWNGRADE")
    assert story.seen(1)["futureUpdates"][0]["scheduleStatus"] == "DONE"
    assert story.seen(2, "planId", "currentBillingPeriodEnd") == ("small", "2026-06-01T00:00:00.000Z")


def test_an_upgrade_is_not_put_off_but_by_wish(story: Story) -> None:
    settle(story.api, productSettings=LATER)
    story.told()
    story.subscribe("small")
    assert story.subscribe("large", scheduleStrategy="END_OF_BILLING_PERIOD")["id"] == "subscription-1"
    story.to(END)
    assert [story.seen(number, "planId", "status") for number in (1, 2)] == [
        ("small", "CANCELED"),
        ("large", "ACTIVE"),
    ]
    assert story.invoices()[1:] == ["2026-05-01 00:00 SUBSCRIPTION_UPDATE 100.00 due 100.00"]


def test_what_is_asked_for_later_takes_the_place_of_what_was_scheduled(story: Story) -> None:
    story.subscribe("large")
    for plan_id in ("small", "free"):
        waiting = story.provision(plan_id, id=f"next-{plan_id}", scheduleStrategy="END_OF_BILLING_PERIOD")
        assert waiting.data["isScheduled"]
    statuses = [(each["targetPackage"]["id"], each["scheduleStatus"]) for each in story.seen(1)["futureUpdates"]]
    assert statuses == [("small", "CANCELED"), ("free", "SCHEDULED")]
    story.told()
    story.to(END)
    assert story.told() == [
        "2026-05-01 00:00 SUBSCRIPTION_CANCELED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_CREATED next-free",
    ]
    assert story.api.get("/api/v1/subscriptions/next-free").data["status"] == "ACTIVE"
    assert story.invoices() == ["2026-04-01 00:00 SUBSCRIPTION_CREATION 100.00 due 100.00"]


def test_a_scheduled_plan_is_sold_as_it_is_by_then(story: Story) -> None:
    story.subscribe("large")
    story.provision("small", scheduleStrategy="END_OF_BILLING_PERIOD")
    reprice(story.api, "small", fee(45, 450))
    story.to(END)
    assert story.invoices()[1:] == ["2026-05-01 00:00 SUBSCRIPTION_UPDATE 45.00 due 45.00"]


def test_a_plan_that_is_archived_by_then_does_not_follow(story: Story) -> None:
    story.subscribe("large")
    story.provision("small", scheduleStrategy="END_OF_BILLING_PERIOD")
    story.api.post("/api/v1/plans/small/archive").data  # noqa: B018
    story.told()
    story.to(END)
    assert story.told() == [
        "2026-05-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
    ]
    assert story.seen(1)["futureUpdates"][0]["scheduleStatus"] == "FAILED"
    assert story.invoices()[1:] == ["2026-05-01 00:00 BILLING_CYCLE 100.00 due 100.00"]


def test_another_billing_period_begins_a_new_cycle_at_once(story: Story) -> None:
    story.subscribe("small")
    story.to(HALF)
    changed = story.subscribe("small", billingPeriod="ANNUALLY")
    assert (changed["id"], changed["currentBillingPeriodEnd"]) == ("subscription-1", "2027-04-16T00:00:00.000Z")
    assert story.invoices() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATION 40.00 due 40.00",
        "2026-04-16 00:00 SUBSCRIPTION_UPDATE 380.00 due 380.00",
    ]
