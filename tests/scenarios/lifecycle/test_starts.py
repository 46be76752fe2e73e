"""Beginnings in the past and in the future."""

import pytest

from tests.scenarios.lifecycle.story import Story, fee, open_shop, reprice
from tests.support.template_api import TemplateApi

MAY = "2026-05-01T00:00:00Z"


@pytest.fixture
def story(api: TemplateApi) -> Story:
    """A customer at the beginning of April."""
    return Story.begin(open_shop(api), "2026-04-01T00:00:00Z")


def test_what_began_in_the_past_is_charged_from_its_next_period_on(story: Story) -> None:
    begun = story.subscribe("small", startDate="2026-01-31T00:00:00Z")
    assert [
        begun[name] for name in ("status", "startDate", "currentBillingPeriodStart", "currentBillingPeriodEnd")
    ] == [
        "ACTIVE",
        "2026-01-31T00:00:00.000Z",
        "2026-03-31T00:00:00.000Z",
        "2026-04-30T00:00:00.000Z",
    ]
    assert story.invoices() == []
    story.to(MAY)
    assert story.told() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-1",
        "2026-04-30 00:00 SUBSCRIPTION_UPDATED subscription-1",
    ]
    assert story.months_told() == ["2026-04-29 23:00 subscription-1"]
    assert story.invoices() == ["2026-04-30 00:00 BILLING_CYCLE 40.00 due 40.00"]


def test_what_begins_later_is_sold_as_it_is_by_then(story: Story) -> None:
    waiting = story.subscribe("small", startDate=MAY)
    assert (waiting["status"], waiting["currentBillingPeriodEnd"]) == ("NOT_STARTED", None)
    reprice(story.api, "small", fee(45, 450))
    story.api.post("/api/v1/plans/free/draft")
    story.told()
    story.to("2026-06-01T00:00:00Z")
    assert story.told() == [
        "2026-05-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-06-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
    ]
    assert story.invoices() == [
        "2026-05-01 00:00 SUBSCRIPTION_CREATION 45.00 due 45.00",
        "2026-06-01 00:00 BILLING_CYCLE 45.00 due 45.00",
    ]


def test_what_begins_later_takes_the_place_of_what_there_is_by_then(story: Story) -> None:
    story.subscribe("large")
    story.subscribe("small", startDate="2026-04-16T00:00:00Z")
    story.to("2026-04-20T00:00:00Z")
    assert story.told() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-1",
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-2",
        "2026-04-16 00:00 SUBSCRIPTION_CANCELED subscription-1",
        "2026-04-16 00:00 SUBSCRIPTION_UPDATED subscription-2",
    ]
    assert story.invoices()[1:] == ["2026-04-16 00:00 SUBSCRIPTION_UPDATE -30.00 due 0.00"]
    assert story.seen(2, "status", "currentBillingPeriodEnd") == ("ACTIVE", "2026-05-01T00:00:00.000Z")


def test_only_one_waits_in_a_slot(story: Story) -> None:
    story.subscribe("large", startDate=MAY)
    story.subscribe("small", startDate=MAY)
    assert [story.seen(number, "status", "cancelReason") for number in (1, 2)] == [
        ("CANCELED", "UPGRADE_OR_DOWNGRADE"),
        ("NOT_STARTED", None),
    ]
    assert story.told() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-1",
        "2026-04-01 00:00 SUBSCRIPTION_CANCELED subscription-1",
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-2",
    ]


def test_what_waits_may_be_called_off_and_costs_nothing(story: Story) -> None:
    story.subscribe("large", startDate=MAY)
    assert story.cancel(1)["status"] == "CANCELED"
    story.to("2026-06-01T00:00:00Z")
    assert story.told() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-1",
        "2026-04-01 00:00 SUBSCRIPTION_CANCELED subscription-1",
    ]
    assert story.invoices() == []


def test_a_trial_may_begin_later(story: Story) -> None:
    wish = {"isTrial": True, "trialEndDate": "2026-05-15T00:00:00Z", "trialEndBehavior": "CONVERT_TO_PAID"}
    story.subscribe("large", startDate=MAY, trialOverrideConfiguration=wish)
    story.to("2026-05-15T00:00:00Z")
    assert story.told() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_TRIAL_STARTED subscription-1",
        "2026-05-08 00:00 SUBSCRIPTION_TRIAL_ENDS_SOON subscription-1",
        "2026-05-15 00:00 SUBSCRIPTION_TRIAL_CONVERTED subscription-1",
    ]
    assert story.invoices() == ["2026-05-15 00:00 SUBSCRIPTION_CREATION 100.00 due 100.00"]
