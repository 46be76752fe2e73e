"""Trials: paid for, followed by a free plan, cancelled, extended, and beside something that is paid for."""

from typing import Any

import pytest

from tests.scenarios.lifecycle.story import Story, fee, open_shop, sell
from tests.support.template_api import TemplateApi

FREE_AFTER = {"subscriptionEndSetup": "DOWNGRADE_TO_FREE", "downgradePlanId": "free"}


def trial(end: str = "2026-04-15T00:00:00Z", behavior: str = "CANCEL_SUBSCRIPTION") -> dict[str, Any]:
    """Ask for a trial that ends on a day, and what comes after."""
    wish = {"isTrial": True, "trialEndDate": end, "trialEndBehavior": behavior}
    return {"trialOverrideConfiguration": wish}


@pytest.fixture
def story(api: TemplateApi) -> Story:
    """A customer at the beginning of April, of a product where a free plan follows."""
    return Story.begin(open_shop(api, **FREE_AFTER), "2026-04-01T00:00:00Z")


def test_a_trial_becomes_paid_and_is_billed_from_its_end_on(story: Story) -> None:
    tried = story.subscribe("large", **trial(behavior="CONVERT_TO_PAID"))
    assert (tried["status"], tried["currentBillingPeriodEnd"]) == ("IN_TRIAL", None)
    story.to("2026-06-15T00:00:00Z")
    assert story.told() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-1",
        "2026-04-01 00:00 SUBSCRIPTION_TRIAL_STARTED subscription-1",
        "2026-04-08 00:00 SUBSCRIPTION_TRIAL_ENDS_SOON subscription-1",
        "2026-04-15 00:00 SUBSCRIPTION_TRIAL_CONVERTED subscription-1",
        "2026-05-15 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-06-15 00:00 SUBSCRIPTION_UPDATED subscription-1",
    ]
    assert story.invoices() == [
        "2026-04-15 00:00 SUBSCRIPTION_CREATION 100.00 due 100.00",
        "2026-05-15 00:00 BILLING_CYCLE 100.00 due 100.00",
        "2026-06-15 00:00 BILLING_CYCLE 100.00 due 100.00",
    ]
    assert story.seen(1, "status", "billingCycleAnchor", "currentBillingPeriodEnd") == (
        "ACTIVE",
        "2026-04-15T00:00:00.000Z",
        "2026-07-15T00:00:00.000Z",
    )


def test_a_trial_that_is_not_paid_for_is_followed_by_the_free_plan(story: Story) -> None:
    story.subscribe("large", **trial())
    story.to("2026-12-01T00:00:00Z")
    assert story.told() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-1",
        "2026-04-01 00:00 SUBSCRIPTION_TRIAL_STARTED subscription-1",
        "2026-04-08 00:00 SUBSCRIPTION_TRIAL_ENDS_SOON subscription-1",
        "2026-04-15 00:00 SUBSCRIPTION_TRIAL_EXPIRED subscription-1",
        "2026-04-15 00:00 SUBSCRIPTION_CREATED subscription-2",
    ]
    assert story.seen(1, "status", "cancelReason", "endDate") == ("EXPIRED", "TRIAL_ENDED", "2026-04-15T00:00:00.000Z")
    assert story.seen(2, "status", "planId", "startDate") == ("ACTIVE", "free", "2026-04-15T00:00:00.000Z")
    assert story.invoices() == []


def test_nothing_follows_where_the_cancellation_takes_everything_away(story: Story) -> None:
    story.subscribe("large", **trial())
    story.told()
    story.cancel(1, cancellationTime="IMMEDIATE", cancellationAction="REVOKE_ENTITLEMENTS")
    story.to("2026-05-01T00:00:00Z")
    assert story.told() == ["2026-04-01 00:00 SUBSCRIPTION_CANCELED subscription-1"]
    assert story.seen(1, "status", "cancelReason") == ("CANCELED", "Immediate")


def test_a_reverse_trial_begins_by_itself_and_leads_to_the_free_plan(api: TemplateApi) -> None:
    shop = open_shop(api, **FREE_AFTER)
    sell(shop, "tempting", fee(50), defaultTrialConfig={"duration": 10, "units": "DAY"})
    story = Story.begin(shop, "2026-04-01T00:00:00Z")
    assert story.subscribe("tempting")["trialEndDate"] == "2026-04-11T00:00:00.000Z"
    story.to("2026-04-12T00:00:00Z")
    assert story.told() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-1",
        "2026-04-01 00:00 SUBSCRIPTION_TRIAL_STARTED subscription-1",
        "2026-04-04 00:00 SUBSCRIPTION_TRIAL_ENDS_SOON subscription-1",
        "2026-04-11 00:00 SUBSCRIPTION_TRIAL_EXPIRED subscription-1",
        "2026-04-11 00:00 SUBSCRIPTION_CREATED subscription-2",
    ]
    assert story.subscribe("tempting")["status"] == "ACTIVE", "a product is tried once"
    assert story.invoices() == ["2026-04-12 00:00 SUBSCRIPTION_CREATION 50.00 due 50.00"]


def test_a_trial_that_is_cancelled_after_its_end_lasts_until_then_and_extending_it_takes_that_back(
    story: Story,
) -> None:
    story.subscribe("large", **trial(behavior="CONVERT_TO_PAID"))
    story.cancel(1, cancellationTime="SPECIFIC_DATE", endDate="2026-04-25T00:00:00Z")
    names = ("trialEndDate", "cancellationDate", "effectiveEndDate")
    assert story.seen(1, *names) == ("2026-04-25T00:00:00.000Z",) * 3
    story.update(1, trialEndDate="2026-05-05T00:00:00Z")
    assert story.seen(1, *names) == ("2026-05-05T00:00:00.000Z", None, None)
    story.to("2026-05-05T00:00:00Z")
    assert story.told() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-1",
        "2026-04-01 00:00 SUBSCRIPTION_TRIAL_STARTED subscription-1",
        "2026-04-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-04-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-04-28 00:00 SUBSCRIPTION_TRIAL_ENDS_SOON subscription-1",
        "2026-05-05 00:00 SUBSCRIPTION_TRIAL_CONVERTED subscription-1",
    ]


def test_a_trial_is_cancelled_at_its_end(story: Story) -> None:
    story.subscribe("large", **trial(behavior="CONVERT_TO_PAID"))
    story.cancel(1, cancellationTime="END_OF_BILLING_PERIOD")
    story.told()
    story.to("2026-05-01T00:00:00Z")
    assert story.told() == [
        "2026-04-08 00:00 SUBSCRIPTION_TRIAL_ENDS_SOON subscription-1",
        "2026-04-15 00:00 SUBSCRIPTION_CANCELED subscription-1",
        "2026-04-15 00:00 SUBSCRIPTION_CREATED subscription-2",
    ]
    assert story.seen(1, "status", "cancelReason") == ("CANCELED", "ScheduledCancellation")
    assert story.invoices() == []


def test_a_trial_whose_end_is_moved_into_the_past_is_over(story: Story) -> None:
    story.subscribe("large", **trial())
    story.to("2026-04-03T00:00:00Z")
    story.told()
    assert story.update(1, trialEndDate="2026-04-02T00:00:00Z")["status"] == "EXPIRED"
    assert story.told() == [
        "2026-04-03 00:00 SUBSCRIPTION_TRIAL_EXPIRED subscription-1",
        "2026-04-03 00:00 SUBSCRIPTION_CREATED subscription-2",
    ]


def test_a_trial_goes_beside_what_is_paid_for_and_each_gives_way_to_its_like(story: Story) -> None:
    story.subscribe("small")
    story.subscribe("large", **trial())
    story.subscribe("team", **trial())
    assert [story.seen(number, "planId", "status", "cancelReason") for number in (1, 2, 3)] == [
        ("small", "ACTIVE", None),
        ("large", "CANCELED", "UPGRADE_OR_DOWNGRADE"),
        ("team", "IN_TRIAL", None),
    ]
    story.subscribe("large", trialOverrideConfiguration={"isTrial": False})
    assert [story.seen(number, "planId", "status", "cancelReason") for number in (1, 3, 4)] == [
        ("small", "CANCELED", "UPGRADE_OR_DOWNGRADE"),
        ("team", "IN_TRIAL", None),
        ("large", "ACTIVE", None),
    ]
    assert story.told() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-1",
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-2",
        "2026-04-01 00:00 SUBSCRIPTION_TRIAL_STARTED subscription-2",
        "2026-04-01 00:00 SUBSCRIPTION_CANCELED subscription-2",
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-3",
        "2026-04-01 00:00 SUBSCRIPTION_TRIAL_STARTED subscription-3",
        "2026-04-01 00:00 SUBSCRIPTION_CANCELED subscription-1",
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-4",
    ]


def test_a_trial_that_is_paid_for_before_its_end_is_charged_at_once(story: Story) -> None:
    story.subscribe("large", **trial())
    story.to("2026-04-05T00:00:00Z")
    story.told()
    paid = story.subscribe("large", trialOverrideConfiguration={"isTrial": False})
    assert (paid["id"], paid["status"], paid["billingCycleAnchor"]) == (
        "subscription-1",
        "ACTIVE",
        "2026-04-05T00:00:00.000Z",
    )
    story.to("2026-05-05T00:00:00Z")
    assert story.told() == [
        "2026-04-05 00:00 SUBSCRIPTION_TRIAL_CONVERTED subscription-1",
        "2026-05-05 00:00 SUBSCRIPTION_UPDATED subscription-1",
    ]
    assert story.invoices() == [
        "2026-04-05 00:00 SUBSCRIPTION_CREATION 100.00 due 100.00",
        "2026-05-05 00:00 BILLING_CYCLE 100.00 due 100.00",
    ]


def test_another_plan_that_is_paid_for_during_a_trial_ends_it(story: Story) -> None:
    story.subscribe("large", **trial())
    story.told()
    story.subscribe("small")
    assert story.seen(1, "status", "cancelReason") == ("CANCELED", "TRIAL_CONVERTED")
    assert story.told() == [
        "2026-04-01 00:00 SUBSCRIPTION_CANCELED subscription-1",
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-2",
    ]
