"""Moving a subscription: to the latest version, to another payer, to another resource; and calling off what waits."""

import pytest

from tests.scenarios.lifecycle.story import Story, fee, open_shop, reprice, sell
from tests.support.catalog import create_product
from tests.support.template_api import TemplateApi

HALF, END = "2026-04-16T00:00:00Z", "2026-05-01T00:00:00Z"
SUBSCRIPTION = "/api/v1/subscriptions/subscription-1"


@pytest.fixture
def story(api: TemplateApi) -> Story:
    """Two customers at the beginning of April, of which the first has Small."""
    story = Story.begin(open_shop(api), "2026-04-01T00:00:00Z", "parent")
    story.subscribe("small")
    return story


def test_a_migration_at_once_settles_the_difference_and_is_made_once(story: Story) -> None:
    reprice(story.api, "small", fee(60, 600))
    story.to(HALF)
    story.told()
    story.api.post(f"{SUBSCRIPTION}/migrate", subscriptionMigrationTime="IMMEDIATE").data  # noqa: B018
    refused = story.api.post(f"{SUBSCRIPTION}/migrate", subscriptionMigrationTime="IMMEDIATE")
    assert refused.error["code"] == "SubscriptionAlreadyOnLatestPlanError"
    story.to(END)
    assert story.told() == [
        "2026-04-16 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
    ]
    assert story.invoices() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATION 40.00 due 40.00",
        "2026-04-16 00:00 SUBSCRIPTION_UPDATE 10.00 due 10.00",
        "2026-05-01 00:00 BILLING_CYCLE 60.00 due 60.00",
    ]


def test_a_migration_waits_for_the_end_of_the_period_unless_it_is_wished_otherwise(story: Story) -> None:
    reprice(story.api, "small", fee(60, 600))
    story.told()
    story.api.post(f"{SUBSCRIPTION}/migrate").data  # noqa: B018
    assert story.api.post(f"{SUBSCRIPTION}/migrate").error["code"] == "ScheduledMigrationAlreadyExistsError"
    story.to(END)
    assert story.told() == [
        "2026-04-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
    ]
    assert story.invoices()[1:] == ["2026-05-01 00:00 BILLING_CYCLE 60.00 due 60.00"]


def test_a_plan_that_was_to_follow_is_called_off(story: Story) -> None:
    story.provision("large", scheduleStrategy="END_OF_BILLING_PERIOD").data  # noqa: B018
    story.told()
    assert story.api.delete(f"{SUBSCRIPTION}/future-update/schedule").status == 200
    assert story.api.delete(f"{SUBSCRIPTION}/future-update/schedule").error["code"] == "FutureUpdateNotFound"
    story.to(END)
    assert story.told() == [
        "2026-04-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
    ]
    assert story.invoices()[1:] == ["2026-05-01 00:00 BILLING_CYCLE 40.00 due 40.00"]


def test_a_new_payer_pays_from_the_next_invoice_on(story: Story) -> None:
    story.told()
    story.api.post(f"{SUBSCRIPTION}/delegate", targetCustomerId="parent").data  # noqa: B018
    story.to(END)
    assert story.told() == [
        "2026-04-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
    ]
    assert story.invoices() == ["2026-04-01 00:00 SUBSCRIPTION_CREATION 40.00 due 40.00"]
    assert story.invoices("parent") == ["2026-05-01 00:00 BILLING_CYCLE 40.00 due 40.00"]


def test_a_subscription_goes_to_another_resource_unless_its_slot_is_taken(api: TemplateApi) -> None:
    create_product(api, "app")
    create_product(api, "sites", multipleSubscriptions=True)
    sell(api, "site", fee(7), product_id="sites")
    story = Story.begin(api, "2026-04-01T00:00:00Z")
    for resource in ("north", "south"):
        story.subscribe("site", resourceId=resource)
    story.to(HALF)
    story.told()
    refused = api.post(f"{SUBSCRIPTION}/transfer", destinationResourceId="south")
    assert (refused.status, refused.error["code"]) == (409, "TooManySubscriptionsPerCustomer")
    assert api.post(f"{SUBSCRIPTION}/transfer", destinationResourceId="west").data["resourceId"] == "west"
    story.to(END)
    assert story.told() == [
        "2026-04-16 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_UPDATED subscription-2",
    ]
    assert [each.split(" ", 2)[2] for each in story.invoices()] == [
        "SUBSCRIPTION_CREATION 7.00 due 7.00",
        "SUBSCRIPTION_CREATION 7.00 due 7.00",
        "BILLING_CYCLE 7.00 due 7.00",
        "BILLING_CYCLE 7.00 due 7.00",
    ]
