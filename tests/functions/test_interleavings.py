"""Two operations at once: the second runs whole between two calls of the first, at every place there is."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.selling import given_catalogue, given_customer, given_plan, subscribe
from tests.support.template_api import Answer, TemplateApi
from tools.bench.hook import Call, Json, hooked, unhooked

PLACES = range(1, 9)
"""Before which call of the first operation the second one runs; none of the first makes more."""


class Meanwhile:
    """Runs something before the n-th call that passes, once."""

    def __init__(self, place: int, run: Callable[[], Any]) -> None:
        self._left, self._run = place, run

    def before(self, call: Call) -> None:
        """Run it if this is its place."""
        self._left -= 1
        if self._left == 0:
            with unhooked():
                self._run()

    def after(self, call: Call, answer: Json | None) -> None:
        """Leave the answer as it is."""


def live_subscriptions(api: TemplateApi) -> list[Any]:
    return [row["id"] for row in api.get("/api/v1/subscriptions", customerId="acme").data if row["status"] == "ACTIVE"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "provisioned",
    [
        {"planId": "plan-free"},
        {"planId": "plan-pro", "billingPeriod": "MONTHLY"},
        {"planId": "plan-paid-site", "billingPeriod": "MONTHLY", "resourceId": "site-new"},
        {"planId": "plan-paid-site", "billingPeriod": "MONTHLY", "resourceId": "site-known"},
    ],
    ids=lambda fields: fields.get("resourceId", fields["planId"]),
)
def test_an_archived_customer_keeps_nothing_that_is_provisioned_meanwhile(
    api: TemplateApi, place: int, provisioned: Json
) -> None:
    given_catalogue(api)
    given_plan(api, "plan-paid-site", "PAID", "product-sites")
    given_customer(api)
    subscribe(api, "plan-site", resourceId="site-known")
    answers: list[Answer] = []
    with hooked(
        Meanwhile(place, lambda: answers.append(api.post("/api/v1/subscriptions", customerId="acme", **provisioned)))
    ):
        archived = api.post("/api/v1/customers/acme/archive")
    if archived.status == 200:
        assert live_subscriptions(api) == []
    else:
        assert archived.error["code"] == "CannotDeleteCustomerError"
        assert answers[0].data["subscription"]["id"] in live_subscriptions(api)


@pytest.mark.parametrize("place", PLACES)
def test_a_slot_holds_what_was_provisioned_also_where_its_former_subscription_is_cancelled_meanwhile(
    api: TemplateApi, place: int
) -> None:
    given_catalogue(api)
    given_customer(api)
    former = subscribe(api, "plan-free")["id"]
    with hooked(Meanwhile(place, lambda: api.post(f"/api/v1/subscriptions/{former}/cancel"))):
        begun = subscribe(api, "plan-pro", billingPeriod="MONTHLY")["id"]
    assert live_subscriptions(api) == [begun]
    assert subscribe(api, "plan-pro", billingPeriod="MONTHLY")["id"] == begun


STARTS_FREE = {
    "subscriptionStartSetup": "FREE_PLAN",
    "subscriptionStartPlanId": "plan-free",
    "subscriptionCancellationTime": "IMMEDIATE",
    "subscriptionEndSetup": "CANCEL_SUBSCRIPTION",
}


def check_start_plan(api: TemplateApi) -> None:
    """Assert that the plan is the start plan or archived, one of the two."""
    (product,) = (each for each in api.get("/api/v1/products").data if each["id"] == "product-app")
    is_named = product["productSettings"]["subscriptionStartPlanId"] == "plan-free"
    is_archived = api.get("/api/v1/plans/plan-free").data["status"] == "ARCHIVED"
    assert is_named != is_archived


@pytest.mark.parametrize("place", PLACES)
def test_a_plan_that_is_archived_meanwhile_becomes_no_start_plan(api: TemplateApi, place: int) -> None:
    given_catalogue(api)
    with hooked(Meanwhile(place, lambda: api.post("/api/v1/plans/plan-free/archive"))):
        named = api.patch("/api/v1/products/product-app", productSettings=STARTS_FREE)
    assert named.status == 200 or named.error["code"] == "EntityIsArchivedError"
    check_start_plan(api)


@pytest.mark.parametrize("place", PLACES)
def test_a_plan_that_becomes_the_start_plan_meanwhile_is_not_archived(api: TemplateApi, place: int) -> None:
    given_catalogue(api)
    with hooked(Meanwhile(place, lambda: api.patch("/api/v1/products/product-app", productSettings=STARTS_FREE))):
        archived = api.post("/api/v1/plans/plan-free/archive")
    assert archived.status == 200 or archived.error["code"] == "PlanIsUsedAsDefaultStartPlan"
    check_start_plan(api)


@pytest.mark.parametrize("place", PLACES)
def test_the_target_of_a_rule_keeps_its_slots_while_the_rule_is_made(api: TemplateApi, place: int) -> None:
    given_catalogue(api)
    rules = [{"sourcePlanId": "plan-free", "targetPlanId": "plan-site"}]
    update = "mutation ($input: UpdateOneProductInput!) { updateOneProduct(input: $input) { refId } }"
    given = {"id": "product-app", "update": {"autoCancellationRules": rules}}
    with hooked(Meanwhile(place, lambda: api.patch("/api/v1/products/product-sites", multipleSubscriptions=False))):
        answer = api.post("/graphql", query=update, variables={"input": given}).body
    is_single = not next(
        each["multipleSubscriptions"] for each in api.get("/api/v1/products").data if each["id"] == "product-sites"
    )
    assert is_single == ("errors" in answer)
