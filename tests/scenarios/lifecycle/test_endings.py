"""Endings: at once, at the end of a period, by rule, and with the customer."""

from typing import Any

import pytest

from tests.scenarios.lifecycle.story import Story, create_product, fee, open_shop, sell, settle
from tests.support.template_api import TemplateApi

HALF, END = "2026-04-16T00:00:00Z", "2026-05-01T00:00:00Z"
FREE_AFTER = {"subscriptionEndSetup": "DOWNGRADE_TO_FREE", "downgradePlanId": "free"}


@pytest.fixture
def story(api: TemplateApi) -> Story:
    """A customer at the beginning of April, of a product where a free plan follows."""
    return Story.begin(open_shop(api, **FREE_AFTER), "2026-04-01T00:00:00Z")


def test_what_is_cancelled_at_the_end_of_its_period_goes_on_until_then(story: Story) -> None:
    story.subscribe("small")
    story.to(HALF)
    assert story.cancel(1, cancellationTime="END_OF_BILLING_PERIOD")["effectiveEndDate"] == "2026-05-01T00:00:00.000Z"
    story.to("2026-07-01T00:00:00Z")
    assert story.told() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-1",
        "2026-04-16 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_CANCELED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_CREATED subscription-2",
    ]
    assert story.invoices() == ["2026-04-01 00:00 SUBSCRIPTION_CREATION 40.00 due 40.00"]
    assert story.seen(1, "status", "cancelReason") == ("CANCELED", "ScheduledCancellation")
    assert story.seen(2, "planId", "status") == ("free", "ACTIVE")


def test_a_cancellation_that_waits_is_taken_back(story: Story) -> None:
    story.subscribe("small")
    story.cancel(1, cancellationTime="END_OF_BILLING_PERIOD")
    assert story.update(1, cancellationDate=None)["cancellationDate"] is None
    story.told()
    story.to(END)
    assert story.told() == ["2026-05-01 00:00 SUBSCRIPTION_UPDATED subscription-1"]
    assert story.seen(1, "status") == ("ACTIVE",)


@pytest.mark.parametrize(
    ("fields", "invoiced"),
    [
        ({}, []),
        ({"prorate": False}, []),
        ({"prorate": True}, ["2026-04-16 00:00 SUBSCRIPTION_UPDATE -20.00 due 0.00"]),
    ],
)
def test_the_rest_of_a_period_is_given_back_by_wish(story: Story, fields: dict[str, Any], invoiced: list[str]) -> None:
    story.subscribe("small")
    story.to(HALF)
    story.told()
    story.cancel(1, cancellationTime="IMMEDIATE", **fields)
    assert story.told() == [
        "2026-04-16 00:00 SUBSCRIPTION_CANCELED subscription-1",
        "2026-04-16 00:00 SUBSCRIPTION_CREATED subscription-2",
    ]
    assert story.invoices()[1:] == invoiced


def test_nothing_follows_the_free_plan_itself(story: Story) -> None:
    story.subscribe("free")
    story.cancel(1)
    assert story.told() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-1",
        "2026-04-01 00:00 SUBSCRIPTION_CANCELED subscription-1",
    ]


def test_a_date_to_end_on_may_be_agreed_from_the_beginning(story: Story) -> None:
    story.subscribe("small", cancellationDate="2026-05-16T00:00:00Z")
    story.to("2026-06-01T00:00:00Z")
    assert story.told() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-05-16 00:00 SUBSCRIPTION_CANCELED subscription-1",
        "2026-05-16 00:00 SUBSCRIPTION_CREATED subscription-2",
    ]
    assert story.invoices()[1:] == ["2026-05-01 00:00 BILLING_CYCLE 40.00 due 40.00"]


def by_rule(story: Story, resources: int) -> None:
    """Let Site end with Small, and subscribe to it for so many resources, then to Small."""
    create_product(story.api, "sites", multipleSubscriptions=True)
    sell(story.api, "site", fee(7), product_id="sites")
    settle(story.api, autoCancellationRules=[{"sourcePlanId": "small", "targetPlanId": "site"}])
    for number in range(resources):
        story.subscribe("site", resourceId=f"site-{number:02d}")
    story.subscribe("small", id="main")
    story.told()


def test_what_is_to_end_with_a_plan_does_so(story: Story) -> None:
    by_rule(story, 2)
    story.to(HALF)
    story.api.post("/api/v1/subscriptions/main/cancel").data  # noqa: B018
    assert sorted(story.told()) == [
        "2026-04-16 00:00 SUBSCRIPTION_CANCELED main",
        "2026-04-16 00:00 SUBSCRIPTION_CANCELED subscription-1",
        "2026-04-16 00:00 SUBSCRIPTION_CANCELED subscription-2",
        "2026-04-16 00:00 SUBSCRIPTION_CREATED subscription-3",
    ]
    assert story.seen(2, "status", "cancelReason") == ("CANCELED", "AutoCancellationRule")


def test_more_than_a_dozen_end_by_rule_one_dozen_after_the_other(story: Story) -> None:
    by_rule(story, 14)
    story.to(HALF)
    story.api.post("/api/v1/subscriptions/main/cancel").data  # noqa: B018
    story.to("2026-04-16T00:01:00Z")
    assert sorted(story.told()) == [
        "2026-04-16 00:00 SUBSCRIPTION_CANCELED main",
        *sorted(f"2026-04-16 00:00 SUBSCRIPTION_CANCELED subscription-{number}" for number in range(1, 15)),
        "2026-04-16 00:00 SUBSCRIPTION_CREATED subscription-15",
    ]


def test_a_customer_who_pays_is_not_archived_and_who_does_not_takes_everything_along(story: Story) -> None:
    story.subscribe("small")
    refused = story.api.post("/api/v1/customers/acme/archive")
    assert (refused.status, refused.error["code"]) == (409, "CannotDeleteCustomerError")
    story.subscribe("free")
    wish = {"isTrial": True, "trialEndDate": "2026-06-01T00:00:00Z"}
    story.subscribe("large", trialOverrideConfiguration=wish)
    story.told()
    archived = story.api.post("/api/v1/customers/acme/archive").data
    assert (archived["name"], archived["email"]) == (None, None)
    assert sorted(story.told()) == [
        "2026-04-01 00:00 CUSTOMER_DELETED acme",
        "2026-04-01 00:00 SUBSCRIPTION_CANCELED subscription-2",
        "2026-04-01 00:00 SUBSCRIPTION_CANCELED subscription-3",
    ]
    assert [story.seen(number, "status", "cancelReason") for number in (2, 3)] == [
        ("CANCELED", "CustomerArchived"),
        ("CANCELED", "CustomerArchived"),
    ]
