"""Seats and add-ons: more at once, fewer as the product says, and what waits giving way to what comes later."""

from typing import Any

import pytest

from tests.scenarios.lifecycle.story import Story, fee, open_shop, per_unit, sell, settle
from tests.scenarios.lifecycle.test_changes_of_plan import END, HALF, LATER
from tests.support.template_api import TemplateApi

PERIOD = {"scheduleStrategy": "END_OF_BILLING_PERIOD"}


def seats(quantity: int, **more: Any) -> dict[str, Any]:
    """Ask for so many seats."""
    return {"charges": [{"id": "seats", "type": "FEATURE", "quantity": quantity}], **more}


def schedules(story: Story) -> list[tuple[str, str]]:
    """Return what waits or waited: of what type, and how it stands."""
    return [(each["subscriptionScheduleType"], each["scheduleStatus"]) for each in story.seen(1)["futureUpdates"]]


@pytest.fixture
def story(api: TemplateApi) -> Story:
    """A customer with Team and five seats, half of the period later."""
    story = Story.begin(open_shop(api), "2026-04-01T00:00:00Z")
    story.subscribe("team", **seats(5))
    story.to(HALF)
    assert story.invoices() == ["2026-04-01 00:00 SUBSCRIPTION_CREATION 35.00 due 35.00"]
    story.told()
    return story


def later(story: Story) -> list[str]:
    """Return the invoices from the half of the period to its end."""
    story.to(END)
    return story.invoices()[1:]


def test_more_seats_are_charged_at_once(story: Story) -> None:
    story.update(1, **seats(7))
    assert later(story) == [
        "2026-04-16 00:00 SUBSCRIPTION_UPDATE 5.00 due 5.00",
        "2026-05-01 00:00 BILLING_CYCLE 45.00 due 45.00",
    ]
    assert story.told() == [
        "2026-04-16 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
    ]


def test_fewer_seats_give_credit_at_once_where_the_product_does_not_put_them_off(story: Story) -> None:
    story.update(1, **seats(3))
    assert later(story) == [
        "2026-04-16 00:00 SUBSCRIPTION_UPDATE -5.00 due 0.00",
        "2026-05-01 00:00 BILLING_CYCLE 25.00 due 20.00",
    ]


def test_fewer_seats_wait_where_the_product_says_so_and_more_do_not(story: Story) -> None:
    settle(story.api, productSettings=LATER)
    story.told()
    story.update(1, **seats(3), addons=[{"id": "extra", "quantity": 1}])
    assert schedules(story) == [("UNIT_AMOUNT", "SCHEDULED")]
    assert later(story) == [
        "2026-04-16 00:00 SUBSCRIPTION_UPDATE 4.00 due 4.00",
        "2026-05-01 00:00 BILLING_CYCLE 33.00 due 33.00",
    ]
    assert story.told() == [
        "2026-04-16 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
    ]
    assert schedules(story) == [("UNIT_AMOUNT", "DONE")]


def test_a_smaller_number_that_waits_gives_way_to_another_smaller_one(story: Story) -> None:
    story.update(1, **seats(3, **PERIOD))
    story.update(1, **seats(4))
    assert schedules(story) == [("UNIT_AMOUNT", "CANCELED"), ("UNIT_AMOUNT", "SCHEDULED")]
    assert later(story) == ["2026-05-01 00:00 BILLING_CYCLE 30.00 due 30.00"]


def test_a_smaller_number_that_waits_is_called_off_by_asking_for_the_present_one(story: Story) -> None:
    story.update(1, **seats(3, **PERIOD))
    story.update(1, **seats(5))
    assert schedules(story) == [("UNIT_AMOUNT", "CANCELED")]
    assert later(story) == ["2026-05-01 00:00 BILLING_CYCLE 35.00 due 35.00"]


def test_a_smaller_number_that_waits_gives_way_to_more_which_are_charged_at_once(story: Story) -> None:
    story.update(1, **seats(3, **PERIOD))
    story.update(1, **seats(7))
    assert schedules(story) == [("UNIT_AMOUNT", "CANCELED")]
    assert later(story) == [
        "2026-04-16 00:00 SUBSCRIPTION_UPDATE 5.00 due 5.00",
        "2026-05-01 00:00 BILLING_CYCLE 45.00 due 45.00",
    ]


def test_more_seats_go_along_with_a_downgrade_that_waits(story: Story) -> None:
    sell(story.api, "duo", fee(4), per_unit(3))
    story.provision("duo", **seats(5), **PERIOD)
    story.told()
    story.update(1, **seats(7))
    assert schedules(story) == [("DOWNGRADE", "SCHEDULED")]
    assert later(story) == [
        "2026-04-16 00:00 SUBSCRIPTION_UPDATE 5.00 due 5.00",
        "2026-05-01 00:00 SUBSCRIPTION_UPDATE 25.00 due 25.00",
    ]
    assert story.told() == [
        "2026-04-16 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_CANCELED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_CREATED subscription-2",
    ]


def test_addons_come_and_go_with_what_they_cost_for_the_rest_of_the_period(story: Story) -> None:
    story.update(1, addons=[{"id": "extra", "quantity": 2}])
    story.to("2026-04-21T00:00:00Z")
    story.update(1, addons=[{"id": "extra", "quantity": 1}])
    assert later(story) == [
        "2026-04-16 00:00 SUBSCRIPTION_UPDATE 8.00 due 8.00",
        "2026-04-21 00:00 SUBSCRIPTION_UPDATE -2.66 due 0.00",
        "2026-05-01 00:00 BILLING_CYCLE 43.00 due 40.34",
    ]


def test_an_addon_that_is_archived_before_it_was_to_come_does_not(story: Story) -> None:
    story.update(1, addons=[{"id": "extra", "quantity": 1}], **PERIOD)
    story.api.patch("/api/v1/plans/team", compatibleAddonIds=[]).data  # noqa: B018
    story.api.post("/api/v1/plans/team/publish", migrationType="NEW_CUSTOMERS").data  # noqa: B018
    story.api.post("/api/v1/addons/extra/archive").data  # noqa: B018
    story.told()
    assert later(story) == ["2026-05-01 00:00 BILLING_CYCLE 35.00 due 35.00"]
    assert schedules(story) == [("ADDON", "FAILED")]
    assert story.told() == [
        "2026-05-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
    ]
    assert story.seen(1, "addons", "status") == ([], "ACTIVE")


def test_prorations_wait_for_the_next_invoice_or_are_left_out_by_wish(story: Story) -> None:
    story.update(1, **seats(7), billingInformation={"prorationBehavior": "CREATE_PRORATIONS"})
    story.to(END)
    story.update(1, **seats(9), billingInformation={"prorationBehavior": "NONE"})
    story.to("2026-06-01T00:00:00Z")
    assert story.invoices()[1:] == [
        "2026-05-01 00:00 BILLING_CYCLE 50.00 due 50.00",
        "2026-06-01 00:00 BILLING_CYCLE 55.00 due 55.00",
    ]
