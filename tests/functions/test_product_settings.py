"""A product's settings through the API, and what they forbid of its plans."""

from typing import Any

import pytest

from tests.support.catalog import create_plan, create_product, publish, set_price
from tests.support.clock import FixedClock
from tests.support.events import event_names
from tests.support.template_api import Answer, TemplateApi

PRODUCT = "/api/v1/products/product-main"
DEFAULTS = {
    "subscriptionStartSetup": "PLAN_SELECTION",
    "subscriptionCancellationTime": "IMMEDIATE",
    "subscriptionEndSetup": "CANCEL_SUBSCRIPTION",
}
JOURNEY = {
    "subscriptionStartSetup": "FREE_PLAN",
    "subscriptionStartPlanId": "plan-free",
    "subscriptionCancellationTime": "END_OF_BILLING_PERIOD",
    "subscriptionEndSetup": "DOWNGRADE_TO_FREE",
    "downgradePlanId": "plan-basic",
    "prorateAtEndOfBillingPeriod": False,
}


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """The API with two free plans and a paid one on sale."""
    create_product(api)
    create_plan(api, "plan-free", status="PUBLISHED")
    create_plan(api, "plan-basic", status="PUBLISHED")
    create_plan(api, "plan-pro", pricingType="PAID")
    set_price(api)
    publish(api)
    return api


def set_up(api: TemplateApi, **fields: Any) -> Answer:
    """Send settings: the defaults, but for some fields."""
    return api.patch(PRODUCT, productSettings={**DEFAULTS, **fields})


def refusal(answer: Answer) -> tuple[int, str, str | None]:
    """Return status, code and field of a refusal."""
    return answer.status, answer.error["code"], answer.error.get("field")


def test_the_settings_are_kept_and_shown(shop: TemplateApi, clock: FixedClock) -> None:
    clock.advance(minutes=1)
    changed = set_up(shop, **JOURNEY).data
    assert (changed["productSettings"], changed["updatedAt"]) == (JOURNEY, "2026-01-15T10:31:00.000Z")
    assert shop.get("/api/v1/products").data == [changed]
    assert event_names(clock)[-1] == "ProductUpdated"


def test_settings_are_replaced_as_a_whole(shop: TemplateApi) -> None:
    set_up(shop, **JOURNEY)
    cleared = {"subscriptionStartPlanId": None, "downgradePlanId": None, "prorateAtEndOfBillingPeriod": None}
    assert set_up(shop).data["productSettings"] == {**DEFAULTS, **cleared}
    set_up(shop, **JOURNEY)
    assert set_up(shop, **cleared).data["productSettings"] == {**DEFAULTS, **cleared}


def test_the_same_settings_again_change_nothing(shop: TemplateApi, clock: FixedClock) -> None:
    before = set_up(shop, **JOURNEY).data
    clock.advance(minutes=1)
    assert set_up(shop, **JOURNEY).data == before
    assert shop.patch(PRODUCT, displayName="product-main").data == before


@pytest.mark.parametrize("left_out", DEFAULTS)
def test_settings_say_how_subscribing_begins_and_ends(shop: TemplateApi, left_out: str) -> None:
    sent = {name: value for name, value in DEFAULTS.items() if name != left_out}
    refused = shop.patch(PRODUCT, productSettings=sent)
    assert refusal(refused) == (400, "BadUserInput", f"productSettings.{left_out}")


@pytest.mark.parametrize(
    ("fields", "status", "code", "field"),
    [
        ({"subscriptionStartSetup": "FREE"}, 400, "BadUserInput", "subscriptionStartSetup"),
        ({"prorateAtEndOfBillingPeriod": "no"}, 400, "BadUserInput", "prorateAtEndOfBillingPeriod"),
        ({"downgradePlanId": 1}, 400, "BadUserInput", "downgradePlanId"),
        (
            {"subscriptionCancellationTime": "SPECIFIC_DATE"},
            400,
            "InvalidArgumentError",
            "subscriptionCancellationTime",
        ),
        ({"subscriptionStartSetup": "FREE_PLAN"}, 400, "InvalidArgumentError", "subscriptionStartPlanId"),
        ({"subscriptionStartPlanId": "plan-none"}, 404, "PlanNotFound", "subscriptionStartPlanId"),
        ({"subscriptionStartPlanId": "plan-draft"}, 400, "UnPublishedPackage", "subscriptionStartPlanId"),
        ({"subscriptionStartPlanId": "plan-gone"}, 409, "EntityIsArchivedError", "subscriptionStartPlanId"),
        ({"subscriptionStartPlanId": "plan-other"}, 400, "InvalidArgumentError", "subscriptionStartPlanId"),
        ({"downgradePlanId": "plan-pro"}, 400, "InvalidArgumentError", "downgradePlanId"),
    ],
)
def test_settings_that_cannot_be_are_refused(
    shop: TemplateApi, fields: dict[str, Any], status: int, code: str, field: str
) -> None:
    create_plan(shop, "plan-draft")
    create_plan(shop, "plan-gone", status="PUBLISHED")
    shop.post("/api/v1/plans/plan-gone/archive")
    create_product(shop, "product-other")
    create_plan(shop, "plan-other", productId="product-other", status="PUBLISHED")
    assert refusal(set_up(shop, **fields)) == (status, code, f"productSettings.{field}")
    assert shop.patch(PRODUCT, displayName="product-main").data["productSettings"]["downgradePlanId"] is None


def test_settings_of_nothing_are_refused(shop: TemplateApi) -> None:
    assert refusal(shop.patch(PRODUCT, productSettings=None)) == (400, "BadUserInput", "productSettings")


def test_plans_that_the_settings_name_are_not_archived(shop: TemplateApi) -> None:
    set_up(shop, **JOURNEY)
    start, end = (shop.post(f"/api/v1/plans/{plan}/archive") for plan in ("plan-free", "plan-basic"))
    assert refusal(start) == (409, "PlanIsUsedAsDefaultStartPlan", None)
    assert refusal(end) == (409, "PlanIsUsedAsDowngradePlan", None)
    set_up(shop)
    assert shop.post("/api/v1/plans/plan-free/archive").data["status"] == "ARCHIVED"
    assert shop.post("/api/v1/plans/plan-basic/archive").data["status"] == "ARCHIVED"


def test_the_draft_of_a_plan_that_the_settings_name_may_go(shop: TemplateApi) -> None:
    set_up(shop, **JOURNEY)
    shop.post("/api/v1/plans/plan-free/draft")
    assert shop.delete("/api/v1/plans/plan-free/draft").status == 200


def test_archiving_the_product_archives_its_plans_whatever_its_settings_say(shop: TemplateApi) -> None:
    set_up(shop, **JOURNEY)
    archived = shop.post(f"{PRODUCT}/archive").data
    assert (archived["status"], archived["productSettings"]) == ("ARCHIVED", JOURNEY)
    assert {plan["status"] for plan in shop.get("/api/v1/plans").data} == {"ARCHIVED"}
    shop.post(f"{PRODUCT}/unarchive")
    assert set_up(shop, **JOURNEY).data["productSettings"] == JOURNEY, "what stays is not checked again"
    renamed = {**JOURNEY, "prorateAtEndOfBillingPeriod": True}
    refused = set_up(shop, **renamed)
    assert refusal(refused) == (409, "EntityIsArchivedError", "productSettings.subscriptionStartPlanId")


def test_a_plan_made_meanwhile_can_be_the_start_plan_once_it_is_published(shop: TemplateApi) -> None:
    create_plan(shop, "plan-new")
    named = {"subscriptionStartSetup": "FREE_PLAN", "subscriptionStartPlanId": "plan-new"}
    assert set_up(shop, **named).error["code"] == "UnPublishedPackage"
    publish(shop, "plan-new")
    assert set_up(shop, **named).data["productSettings"]["subscriptionStartPlanId"] == "plan-new"
