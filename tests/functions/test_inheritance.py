"""Plans that build on one another, through the API."""

from typing import Any

import pytest

from tests.support.catalog import (
    create_addon,
    create_currency,
    create_feature,
    create_plan,
    create_product,
    grant,
    grant_credits,
    publish,
    publish_addon,
    set_price,
)
from tests.support.clock import FixedClock
from tests.support.events import events_of
from tests.support.selling import given_customer, subscribe
from tests.support.template_api import FULL_CALLER, TemplateApi
from tollgate import wiring
from tollgate.catalog.plan import Plan
from tollgate.shared.scope import ActorType, Scope

SCOPE = Scope(account_id=FULL_CALLER["accountId"], environment_id=FULL_CALLER["environmentId"])
FEATURES = ("feature-a", "feature-b", "feature-c")


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """The API of an environment where plan-max builds on plan-pro, and that on plan-base; none grants anything."""
    create_product(api)
    for feature in FEATURES:
        create_feature(api, feature)
    create_currency(api)
    for plan, parent in (("plan-base", None), ("plan-pro", "plan-base"), ("plan-max", "plan-pro")):
        create_plan(api, plan, parentPlanId=parent, status="PUBLISHED")
    return api


def latest(plan_id: str) -> Plan:
    """Return what is sold of a plan."""
    with wiring.working(actor=ActorType.SYSTEM):
        plan = wiring.plans().latest(SCOPE, plan_id)
    assert plan is not None
    return plan


def granted(plan_id: str) -> tuple[int, dict[str, Any]]:
    """Return the number of what is sold, and what it grants with its limit or amount."""
    plan = latest(plan_id)
    features = {each.feature_id: each.usage_limit for each in plan.granted}
    return plan.version_number, features | {each.currency_id: each.amount for each in plan.granted_credits}


def limit(api: TemplateApi, plan_id: str, feature: str, usage: int) -> None:
    """Change a limit and publish."""
    api.patch(f"/api/v1/plans/{plan_id}/entitlements/{feature}", type="FEATURE", usageLimit=usage)
    publish(api, plan_id)


def test_publishing_a_base_plan_republishes_all_that_build_on_it(shop: TemplateApi, clock: FixedClock) -> None:
    grant(shop, "plan-base", "feature-a", usageLimit=1)
    grant_credits(shop, "plan-base", "currency-tokens", amount=7)
    publish(shop, "plan-base")
    everything = {"feature-a": 1, "currency-tokens": 7}
    assert [granted(plan) for plan in ("plan-base", "plan-pro", "plan-max")] == [(2, everything)] * 3
    told = [(event.type, event.payload["id"], event.payload["versionNumber"]) for event in events_of(clock)[-6:]]
    expected = {("PACKAGE_PUBLISHED", 2), ("PLAN_UPDATED", 2)}
    assert {(kind, plan, number) for kind, plan, number in told} == {
        (kind, plan, number) for kind, number in expected for plan in ("plan-base", "plan-pro", "plan-max")
    }
    assert shop.get("/api/v1/plans/plan-max/entitlements").data == []


def test_what_a_plan_grants_itself_wins_and_stops_what_it_inherits(shop: TemplateApi) -> None:
    grant(shop, "plan-pro", "feature-a", usageLimit=10)
    publish(shop, "plan-pro")
    grant(shop, "plan-base", "feature-a", usageLimit=1)
    publish(shop, "plan-base")
    assert granted("plan-base") == (2, {"feature-a": 1})
    assert granted("plan-pro") == (2, {"feature-a": 10}), "it grants what it did, so there is no new version"
    assert granted("plan-max") == (2, {"feature-a": 10})
    shop.delete("/api/v1/plans/plan-pro/entitlements/feature-a")
    publish(shop, "plan-pro")
    assert (granted("plan-pro"), granted("plan-max")) == ((3, {"feature-a": 1}), (3, {"feature-a": 1}))


def test_the_draft_of_a_child_is_the_version_after_the_republished_one(shop: TemplateApi) -> None:
    shop.patch("/api/v1/plans/plan-pro", displayName="Better")
    grant(shop, "plan-pro", "feature-b", usageLimit=2)
    grant(shop, "plan-base", "feature-a", usageLimit=1)
    publish(shop, "plan-base")
    [draft] = shop.get("/api/v1/plans", status="DRAFT").data
    assert (draft["id"], draft["versionNumber"], draft["displayName"]) == ("plan-pro", 3, "Better")
    assert latest("plan-pro").display_name == "plan-pro"
    publish(shop, "plan-pro")
    assert granted("plan-pro") == (3, {"feature-a": 1, "feature-b": 2})
    assert granted("plan-max") == (3, {"feature-a": 1, "feature-b": 2})


def test_a_plan_may_leave_its_base(shop: TemplateApi) -> None:
    grant(shop, "plan-base", "feature-a", usageLimit=1)
    publish(shop, "plan-base")
    shop.patch("/api/v1/plans/plan-pro", parentPlanId=None)
    publish(shop, "plan-pro")
    assert (granted("plan-pro"), granted("plan-max")) == ((3, {}), (3, {}))
    assert shop.post("/api/v1/plans/plan-base/archive").status == 200


def test_customers_see_what_their_plan_inherits_and_keep_their_version(shop: TemplateApi) -> None:
    grant(shop, "plan-base", "feature-a", usageLimit=1)
    publish(shop, "plan-base")
    given_customer(shop)
    subscribe(shop, "plan-max")

    def seen() -> list[tuple[str, int]]:
        listed = shop.get("/api/v1/customers/acme/entitlements").data["entitlements"]
        return [(each["feature"]["id"], each["usageLimit"]) for each in listed if each["type"] == "FEATURE"]

    assert seen() == [("feature-a", 1)]
    check = shop.get("/api/v1/customers/acme/entitlements/check", featureId="feature-a").data
    assert (check["isGranted"], check["usageLimit"]) == (True, 1)
    limit(shop, "plan-base", "feature-a", 9)
    assert granted("plan-max")[1] == {"feature-a": 9}
    assert seen() == [("feature-a", 1)]


@pytest.mark.parametrize(("children", "status"), [(20, 200), (21, 400)])
def test_publishing_reaches_twenty_children_or_changes_nothing(
    shop: TemplateApi, clock: FixedClock, children: int, status: int
) -> None:
    create_plan(shop, "plan-root", status="PUBLISHED")
    for number in range(children):
        create_plan(shop, f"plan-{number:02d}", parentPlanId="plan-root", status="PUBLISHED")
    grant(shop, "plan-root", "feature-a", usageLimit=1)
    told = len(events_of(clock))
    published = shop.post("/api/v1/plans/plan-root/publish", migrationType="NEW_CUSTOMERS")
    assert published.status == status
    numbers = {latest(f"plan-{number:02d}").version_number for number in range(children)}
    if status == 200:
        assert (numbers, latest("plan-root").version_number) == ({2}, 2)
    else:
        assert published.error["code"] == "InvalidArgumentError"
        assert "21" in published.error["message"]
        assert "20" in published.error["message"]
        assert (numbers, latest("plan-root").version_number, len(events_of(clock))) == ({1}, 1, told)


def test_only_a_custom_plan_inherits_a_value_that_is_left_open(shop: TemplateApi) -> None:
    create_plan(shop, "plan-open", pricingType="CUSTOM")
    grant(shop, "plan-open", "feature-a", isCustom=True)
    publish(shop, "plan-open")
    create_plan(shop, "plan-free", parentPlanId="plan-open")
    refused = shop.post("/api/v1/plans/plan-free/publish", migrationType="NEW_CUSTOMERS")
    assert (refused.status, refused.error["code"], refused.error["field"]) == (
        400,
        "InvalidArgumentError",
        "parentPlanId",
    )
    create_plan(shop, "plan-custom", parentPlanId="plan-open", pricingType="CUSTOM", status="PUBLISHED")
    given_customer(shop)
    refused = shop.post("/api/v1/subscriptions", customerId="acme", planId="plan-custom")
    assert (refused.error["field"], refused.error["featureId"]) == ("entitlements", "feature-a")


def test_a_base_plan_is_of_the_same_product(shop: TemplateApi) -> None:
    create_product(shop, "product-side")
    refused = shop.post(
        "/api/v1/plans", id="plan-side", displayName="S", productId="product-side", parentPlanId="plan-base"
    )
    assert (refused.status, refused.error["code"], refused.error["field"]) == (
        400,
        "InvalidArgumentError",
        "parentPlanId",
    )


def test_what_went_into_the_archive_since_the_draft_was_written_is_not_sold_with_it(shop: TemplateApi) -> None:
    create_addon(shop)
    publish_addon(shop)
    create_plan(shop, "plan-late", parentPlanId="plan-base")
    create_plan(shop, "plan-offering")
    shop.patch("/api/v1/plans/plan-offering", compatibleAddonIds=["addon-boost"])
    shop.post("/api/v1/products/product-main/archive")
    shop.post("/api/v1/products/product-main/unarchive")
    for plan_id, field in (("plan-late", "parentPlanId"), ("plan-offering", "compatibleAddonIds")):
        refused = shop.post(f"/api/v1/plans/{plan_id}/publish", migrationType="NEW_CUSTOMERS")
        assert (refused.status, refused.error["code"]) == (409, "EntityIsArchivedError")
        assert refused.error["field"] == field


def test_a_custom_addon_goes_with_custom_plans(shop: TemplateApi) -> None:
    create_addon(shop, pricingType="CUSTOM")
    refused = shop.patch("/api/v1/plans/plan-pro", compatibleAddonIds=["addon-boost"])
    assert (refused.status, refused.error["field"]) == (400, "compatibleAddonIds")
    set_price(shop, "plan-pro", pricingType="CUSTOM")
    assert shop.patch("/api/v1/plans/plan-pro", compatibleAddonIds=["addon-boost"]).status == 200
    assert set_price(shop, "addon-boost", "addons", pricingType="FREE")["pricingType"] == "FREE"


def test_a_plan_offers_each_addon_of_its_product_once(shop: TemplateApi) -> None:
    create_product(shop, "product-side")
    create_addon(shop)
    create_addon(shop, "addon-side", productId="product-side")
    for addon_ids in (["addon-boost"] * 2, ["addon-side"], [f"addon-{number}" for number in range(101)]):
        refused = shop.patch("/api/v1/plans/plan-pro", compatibleAddonIds=addon_ids)
        assert (refused.status, refused.error["code"]) == (400, "InvalidArgumentError")
        assert refused.error["field"] == "compatibleAddonIds"
