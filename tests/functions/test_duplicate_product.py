"""Copies of products through the API."""

from typing import Any

import pytest

from tests.support.catalog import create_feature, create_plan, create_product, grant, publish, set_price
from tests.support.clock import FixedClock
from tests.support.events import event_names
from tests.support.template_api import Answer, TemplateApi

PRODUCT = "/api/v1/products/product-main"


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """The API with a product that uses everything: a plan on top of another, add-ons, prices and settings."""
    create_feature(api)
    create_feature(api, "feature-sso", featureType="BOOLEAN")
    api.post("/api/v1/credits/custom-currencies", id="tokens", displayName="Tokens")
    create_product(api, description="What we sell", metadata={"line": "a"})
    for addon, fields in (("addon-base", {}), ("addon-more", {"dependencies": ["addon-base"], "maxQuantity": 3})):
        body = {"id": addon, "productId": "product-main", "displayName": addon, "pricingType": "FREE"}
        assert api.post("/api/v1/addons", **body).status == 201
        assert api.patch(f"/api/v1/addons/{addon}", **fields).status == 200
        row = {"type": "FEATURE", "id": "feature-seats", "usageLimit": 5}
        assert api.post(f"/api/v1/addons/{addon}/entitlements", entitlements=[row]).status == 201
        assert api.post(f"/api/v1/addons/{addon}/publish", migrationType="NEW_CUSTOMERS").status == 200
    create_plan(api, "plan-free", billingId="prod_1", metadata={"tier": "1"})
    grant(api, "plan-free", "feature-sso")
    publish(api, "plan-free")
    create_plan(api, "plan-pro", pricingType="PAID", parentPlanId="plan-free")
    grant(api, "plan-pro", "feature-seats", usageLimit=10, order=2)
    credits = {"type": "CREDIT", "id": "tokens", "amount": 100, "cadence": "MONTH", "order": 1}
    assert api.post("/api/v1/plans/plan-pro/entitlements", entitlements=[credits]).status == 201
    set_price(api)
    trial = {"duration": 14, "units": "DAY"}
    offered = {"defaultTrialConfig": trial, "compatibleAddonIds": ["addon-base", "addon-more"]}
    assert api.patch("/api/v1/plans/plan-pro", **offered).status == 200
    publish(api)
    return api


def duplicate(api: TemplateApi, **fields: Any) -> Answer:
    """Copy the product as `eu`."""
    return api.post(f"{PRODUCT}/duplicate", **{"targetId": "eu", **fields})


def without(shown: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return what is shown but for some fields."""
    return {name: value for name, value in shown.items() if name not in names}


def refusal(answer: Answer) -> tuple[int, str, str | None]:
    """Return status, code and field of a refusal."""
    return answer.status, answer.error["code"], answer.error.get("field")


def test_a_copy_is_a_product_of_its_own(shop: TemplateApi, clock: FixedClock) -> None:
    clock.advance(minutes=1)
    (original,) = shop.get("/api/v1/products").data
    copy = duplicate(shop)
    assert copy.status == 201
    now = "2026-01-15T10:31:00.000Z"
    assert copy.data == {**original, "id": "eu", "createdAt": now, "updatedAt": now}
    assert event_names(clock)[-5:] == ["ProductCreated", "AddonCreated", "AddonCreated", "PlanCreated", "PlanCreated"]


def test_a_copy_is_called_as_it_is_told(shop: TemplateApi) -> None:
    copy = duplicate(shop, displayName="Europe", description=None).data
    assert (copy["displayName"], copy["description"], copy["metadata"]) == ("Europe", None, {"line": "a"})


def test_plans_are_copied_as_drafts_that_name_the_copies(shop: TemplateApi) -> None:
    original = shop.get("/api/v1/plans/plan-pro").data
    duplicate(shop)
    copy = shop.get("/api/v1/plans/plan-pro-eu").data
    changed = ("id", "productId", "status", "isLatest", "parentPlanId", "compatibleAddonIds")
    assert {name: copy[name] for name in changed} == {
        "id": "plan-pro-eu",
        "productId": "eu",
        "status": "DRAFT",
        "isLatest": False,
        "parentPlanId": "plan-free-eu",
        "compatibleAddonIds": ["addon-base-eu", "addon-more-eu"],
    }
    assert without(copy, *changed) == without(original, *changed)
    free = shop.get("/api/v1/plans/plan-free-eu").data
    assert (free["billingId"], free["metadata"]) == (None, {"tier": "1"}), "a billing provider knows the original only"


def test_entitlements_and_prices_are_copied(shop: TemplateApi) -> None:
    duplicate(shop)
    for kind, package in (("plans", "plan-pro"), ("plans", "plan-free"), ("addons", "addon-more")):
        path = f"/api/v1/{kind}/{package}"
        originals, copies = (shop.get(f"{each}/entitlements").data for each in (path, f"{path}-eu"))
        assert originals == copies
        prices = [shop.get(f"{each}/charges").data for each in (path, f"{path}-eu")]
        assert [without(price, "id") for price in prices[0]] == [without(price, "id") for price in prices[1]]
        assert {price["id"] for price in prices[0]}.isdisjoint(price["id"] for price in prices[1])


def test_addons_are_copied_with_their_dependencies(shop: TemplateApi) -> None:
    duplicate(shop)
    copy = shop.get("/api/v1/addons/addon-more-eu").data
    assert (copy["status"], copy["productId"], copy["maxQuantity"], copy["dependencies"]) == (
        "DRAFT",
        "eu",
        3,
        ["addon-base-eu"],
    )


def test_a_copy_is_published_step_by_step_and_grants_what_the_original_grants(shop: TemplateApi) -> None:
    duplicate(shop)
    for kind, package in (
        ("addons", "addon-base"),
        ("addons", "addon-more"),
        ("plans", "plan-free"),
        ("plans", "plan-pro"),
    ):
        path = f"/api/v1/{kind}/{package}-eu/publish"
        assert shop.post(path, migrationType="NEW_CUSTOMERS").status == 200, package
    shop.post("/api/v1/customers", id="acme")
    assert shop.post("/api/v1/subscriptions", customerId="acme", planId="plan-free-eu").status == 201
    assert shop.get("/api/v1/customers/acme/entitlements/check", featureId="feature-sso").data["isGranted"]


def test_what_is_sold_is_copied_and_not_what_is_being_edited(shop: TemplateApi) -> None:
    shop.patch("/api/v1/plans/plan-free", displayName="Renamed")
    create_plan(shop, "plan-draft", displayName="Only a draft")
    create_plan(shop, "plan-gone", status="PUBLISHED")
    shop.post("/api/v1/plans/plan-gone/archive")
    duplicate(shop)
    names = {plan["id"]: plan["displayName"] for plan in shop.get("/api/v1/plans", productId="eu").data}
    assert names == {"plan-free-eu": "plan-free", "plan-pro-eu": "plan-pro", "plan-draft-eu": "Only a draft"}


def test_subscriptions_stay_with_the_original(shop: TemplateApi) -> None:
    shop.post("/api/v1/customers", id="acme")
    shop.post("/api/v1/subscriptions", customerId="acme", planId="plan-free")
    duplicate(shop)
    assert shop.patch("/api/v1/products/eu", multipleSubscriptions=True).data["multipleSubscriptions"]


def test_ids_that_cannot_be_are_refused(shop: TemplateApi) -> None:
    assert refusal(duplicate(shop, targetId="")) == (400, "InvalidArgumentError", "targetId")
    assert refusal(duplicate(shop, targetId="product-main")) == (409, "DuplicatedEntityNotAllowed", None)
    longest = 255 - len("addon-base-")
    assert refusal(duplicate(shop, targetId="e" * (longest + 1))) == (
        400,
        "DuplicateProductValidationError",
        "targetId",
    )
    assert duplicate(shop, targetId="e" * longest).status == 201
    create_plan(shop, "plan-pro-us")
    assert refusal(duplicate(shop, targetId="us")) == (400, "DuplicateProductValidationError", "targetId")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"targetId": None}, "targetId"),
        ({"displayName": None}, "displayName"),
        ({"displayName": ""}, "displayName"),
        ({"description": "x" * 256}, "description"),
    ],
)
def test_a_malformed_request_is_refused(shop: TemplateApi, body: dict[str, Any], field: str) -> None:
    assert refusal(duplicate(shop, **body)) == (400, "BadUserInput", field)


def test_an_unknown_or_archived_product_is_not_copied(shop: TemplateApi) -> None:
    assert refusal(shop.post("/api/v1/products/none/duplicate", targetId="eu")) == (404, "ProductNotFoundError", None)
    shop.post(f"{PRODUCT}/archive")
    assert refusal(duplicate(shop)) == (409, "EntityIsArchivedError", None)


def test_settings_that_name_what_is_archived_are_changed_first(api: TemplateApi) -> None:
    create_product(api)
    create_plan(api, "plan-free", status="PUBLISHED")
    settings = {
        "subscriptionStartSetup": "FREE_PLAN",
        "subscriptionStartPlanId": "plan-free",
        "subscriptionCancellationTime": "IMMEDIATE",
        "subscriptionEndSetup": "CANCEL_SUBSCRIPTION",
    }
    assert api.patch(PRODUCT, productSettings=settings).status == 200
    api.post(f"{PRODUCT}/archive")
    api.post(f"{PRODUCT}/unarchive")
    assert refusal(duplicate(api)) == (400, "DuplicateProductValidationError", None)


def test_thirty_plans_and_addons_are_copied_at_once_and_no_more(api: TemplateApi) -> None:
    create_product(api)
    for number in range(30):
        create_plan(api, f"plan-{number}", status="PUBLISHED")
    assert duplicate(api).status == 201
    create_plan(api, "plan-30")
    assert refusal(duplicate(api, targetId="us")) == (400, "DuplicateProductValidationError", None)


def test_the_same_request_again_gives_the_same_answer(shop: TemplateApi) -> None:
    headers = {"Idempotency-Key": "once"}
    first = shop.call("POST", f"{PRODUCT}/duplicate", {"targetId": "eu"}, headers=headers)
    again = shop.call("POST", f"{PRODUCT}/duplicate", {"targetId": "eu"}, headers=headers)
    assert (first.status, again.body) == (201, first.body)
