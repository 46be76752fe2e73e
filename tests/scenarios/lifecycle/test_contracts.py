"""A contract of several subscriptions, from its making to its end."""

import pytest

from tests.scenarios.lifecycle.story import Story
from tests.support.selling import given_catalogue, given_plan, given_product
from tests.support.template_api import TemplateApi

START, END = "2026-05-01T00:00:00Z", "2026-08-01T00:00:00Z"


@pytest.fixture
def story(api: TemplateApi) -> Story:
    """A customer at the beginning of April, and custom plans, one of them sold per plant."""
    given_catalogue(api)
    given_product(api, "product-plants", multipleSubscriptions=True)
    given_plan(api, "plan-plant", "CUSTOM", "product-plants")
    return Story.begin(api, "2026-04-01T00:00:00Z")


def test_what_a_contract_agrees_on_begins_and_ends_with_it(story: Story) -> None:
    plants = [
        {"newSubscription": {"customerId": "acme", "planId": "plan-plant", "resourceId": f"plant-{number}"}}
        for number in (1, 2)
    ]
    office = {"newSubscription": {"customerId": "acme", "planId": "plan-enterprise"}}
    terms = {"contractId": "order-7", "activationStartDate": START, "activationEndDate": END}
    story.api.post("/api/v1/contracts", customerId="acme", subscriptions=[*plants, office], **terms).data  # noqa: B018
    assert story.told() == [
        *(f"2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-{number}" for number in (1, 2, 3)),
        "2026-04-01 00:00 CONTRACT_CREATED order-7",
    ]
    story.to("2026-05-01T00:00:00Z")
    assert sorted(story.told()) == [
        f"2026-05-01 00:00 SUBSCRIPTION_UPDATED subscription-{number}" for number in (1, 2, 3)
    ]
    assert [story.seen(number, "status", "contractId") for number in (1, 2, 3)] == [("ACTIVE", "order-7")] * 3
    story.to("2026-09-01T00:00:00Z")
    assert sorted(story.told()) == [
        f"2026-08-01 00:00 SUBSCRIPTION_EXPIRED subscription-{number}" for number in (1, 2, 3)
    ]
    assert story.api.get("/api/v1/contracts/order-7").data["state"] == "END_BILLING"
    assert story.invoices() == []
