"""Products through the API."""

from typing import Any

import pytest

from tests.support.catalog import create_feature, create_plan, create_product, grant, publish
from tests.support.clock import FixedClock
from tests.support.events import event_names
from tests.support.template_api import FULL_CALLER, TemplateApi
from tollgate import wiring
from tollgate.catalog.default_product import create_default_product
from tollgate.shared.scope import ActorType, Scope

DEVELOPMENT = Scope(account_id=FULL_CALLER["accountId"], environment_id=FULL_CALLER["environmentId"])


def make_default_product() -> None:
    wiring.transact(
        lambda: create_default_product(
            DEVELOPMENT,
            display_name="Acme",
            products=wiring.products(),
            events=wiring.events(),
            clock=wiring.clock(),
            ids=wiring.ids(),
        ),
        actor=ActorType.SYSTEM,
    )


def subscribe(api: TemplateApi, plan_id: str = "plan-pro") -> str:
    api.post("/api/v1/customers", id="customer-acme")
    provisioned = api.post("/api/v1/subscriptions", customerId="customer-acme", planId=plan_id)
    return str(provisioned.data["id"])


def test_a_product_shows_the_default_settings(api: TemplateApi) -> None:
    created = api.post("/api/v1/products", id="product-main", displayName="Main", metadata={"a": "b"})
    assert created.status == 201
    assert created.data == {
        "id": "product-main",
        "displayName": "Main",
        "description": None,
        "metadata": {"a": "b"},
        "multipleSubscriptions": False,
        "status": "PUBLISHED",
        "productSettings": {
            "subscriptionStartSetup": "PLAN_SELECTION",
            "subscriptionStartPlanId": None,
            "subscriptionCancellationTime": "IMMEDIATE",
            "subscriptionEndSetup": "CANCEL_SUBSCRIPTION",
            "downgradePlanId": None,
            "prorateAtEndOfBillingPeriod": None,
        },
        "usageResetCutoffRule": {"behavior": "ALWAYS_RESET"},
        "createdAt": "2026-01-15T10:30:00.000Z",
        "updatedAt": "2026-01-15T10:30:00.000Z",
    }
    assert api.get("/api/v1/products").data == [created.data]


def test_an_id_that_is_taken_is_refused(api: TemplateApi) -> None:
    create_product(api)
    refused = api.post("/api/v1/products", id="product-main", displayName="Main")
    assert (refused.status, refused.error["code"]) == (409, "DuplicatedEntityNotAllowed")
    assert (refused.error["entityName"], refused.error["identifier"]) == ("product", "product-main")


@pytest.mark.parametrize("identifier", ["", "-main", "a b", "a/b", "mäin", "x" * 256, "a@b"])
def test_an_id_off_the_pattern_is_refused(api: TemplateApi, identifier: str) -> None:
    refused = api.post("/api/v1/products", id=identifier, displayName="Main")
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, "InvalidArgumentError", "id")


def test_a_patch_changes_what_is_sent_and_null_clears(api: TemplateApi, clock: FixedClock) -> None:
    before = create_product(api, description="What we sell", metadata={"a": "b"})
    clock.advance(minutes=1)
    after = api.patch("/api/v1/products/product-main", multipleSubscriptions=True, description=None, metadata=None)
    changes: dict[str, Any] = {"multipleSubscriptions": True, "description": None, "metadata": {}}
    assert after.data == {**before, **changes, "updatedAt": "2026-01-15T10:31:00.000Z"}
    assert api.patch("/api/v1/products/product-main").data == after.data
    assert event_names(clock) == ["ProductCreated", "ProductUpdated"]


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"displayName": None}, "BadUserInput", "displayName"),
        ({"multipleSubscriptions": "true"}, "BadUserInput", "multipleSubscriptions"),
        ({"multipleSubscriptions": None}, "BadUserInput", "multipleSubscriptions"),
        ({"metadata": {"a": 1}}, "BadUserInput", "metadata.a"),
        ({"usageResetCutoffRule": {"behavior": "X"}}, "BadUserInput", "usageResetCutoffRule.behavior"),
        ({"usageResetCutoffRule": {}}, "BadUserInput", "usageResetCutoffRule.behavior"),
        ({"usageResetCutoffRule": None}, "BadUserInput", "usageResetCutoffRule"),
    ],
)
def test_a_change_that_cannot_be_is_refused(api: TemplateApi, body: dict[str, Any], code: str, field: str) -> None:
    create_product(api)
    refused = api.patch("/api/v1/products/product-main", **body)
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, code, field)


def test_the_usage_reset_rule_is_kept_and_shown(api: TemplateApi) -> None:
    create_product(api)
    rule = {"behavior": "NEVER_RESET"}
    changed = api.patch("/api/v1/products/product-main", usageResetCutoffRule=rule).data
    assert changed["usageResetCutoffRule"] == rule
    assert api.patch("/api/v1/products/product-main", displayName="X").data["usageResetCutoffRule"] == rule
    assert api.get("/api/v1/products").data[0]["usageResetCutoffRule"] == rule


def test_the_number_of_subscriptions_is_settled_by_the_first_one(api: TemplateApi) -> None:
    create_product(api)
    create_plan(api, status="PUBLISHED")
    subscription = subscribe(api)
    api.post(f"/api/v1/subscriptions/{subscription}/cancel")
    refused = api.patch("/api/v1/products/product-main", multipleSubscriptions=True)
    assert (refused.status, refused.error["code"]) == (400, "InvalidArgumentError")
    assert refused.error["field"] == "multipleSubscriptions"
    assert api.patch("/api/v1/products/product-main", multipleSubscriptions=False).status == 200


def test_archiving_a_product_archives_what_it_sells(api: TemplateApi, clock: FixedClock) -> None:
    create_feature(api)
    create_product(api)
    create_product(api, "product-other")
    create_plan(api, "plan-draft")
    create_plan(api, "plan-other", productId="product-other", status="PUBLISHED")
    create_plan(api, "plan-pro", status="PUBLISHED")
    grant(api, "plan-pro", "feature-seats", usageLimit=5)
    assert api.post("/api/v1/products/product-main/archive").data["status"] == "ARCHIVED"
    statuses = {plan["id"]: plan["status"] for plan in api.get("/api/v1/plans").data}
    assert statuses == {"plan-pro": "ARCHIVED", "plan-draft": "DRAFT", "plan-other": "PUBLISHED"}
    assert api.delete("/api/v1/plans/plan-pro/draft").error["code"] == "NoDraftOfferFound"
    assert event_names(clock)[-2:] == ["PlanDeleted", "ProductDeleted"]


def test_an_archived_product_sells_nothing_until_it_comes_back(api: TemplateApi, clock: FixedClock) -> None:
    create_product(api)
    create_plan(api, "plan-draft")
    api.post("/api/v1/products/product-main/archive")
    for refused in (
        api.post("/api/v1/plans", id="plan-new", displayName="New", productId="product-main"),
        api.post("/api/v1/plans/plan-draft/publish", migrationType="NEW_CUSTOMERS"),
        api.post("/api/v1/products/product-main/archive"),
    ):
        assert (refused.status, refused.error["code"]) == (409, "EntityIsArchivedError")
    assert api.post("/api/v1/products/product-main/unarchive").data["status"] == "PUBLISHED"
    publish(api, "plan-draft")
    again = api.post("/api/v1/products/product-main/unarchive")
    assert (again.status, again.error["code"]) == (409, "CannotUnarchiveProductError")
    assert "ProductUnarchived" in event_names(clock)


def test_a_product_with_live_subscriptions_is_not_archived(api: TemplateApi) -> None:
    create_product(api)
    create_plan(api, status="PUBLISHED")
    subscription = subscribe(api)
    refused = api.post("/api/v1/products/product-main/archive")
    assert (refused.status, refused.error["code"]) == (409, "CannotArchiveProductError")
    api.post(f"/api/v1/subscriptions/{subscription}/cancel")
    assert api.post("/api/v1/products/product-main/archive").status == 200


def test_the_default_product_is_not_archived(api: TemplateApi) -> None:
    make_default_product()
    assert [product["displayName"] for product in api.get("/api/v1/products").data] == ["Acme"]
    refused = api.post("/api/v1/products/product-default/archive")
    assert (refused.status, refused.error["code"]) == (409, "CannotArchiveProductError")
    assert api.patch("/api/v1/products/product-default", displayName="Ours").data["displayName"] == "Ours"


def test_more_plans_than_one_transaction_holds_are_archived_one_by_one_first(api: TemplateApi) -> None:
    create_product(api)
    for number in range(31):
        create_plan(api, f"plan-{number}", status="PUBLISHED")
    refused = api.post("/api/v1/products/product-main/archive")
    assert (refused.status, refused.error["code"]) == (400, "InvalidArgumentError")
    api.post("/api/v1/plans/plan-0/archive")
    assert api.post("/api/v1/products/product-main/archive").status == 200
    assert {plan["status"] for plan in api.get("/api/v1/plans", limit=100).data} == {"ARCHIVED"}


def test_an_unknown_product_is_not_found(api: TemplateApi) -> None:
    path = "/api/v1/products/product-none"
    for answer in (api.patch(path), api.post(f"{path}/archive"), api.post(f"{path}/unarchive")):
        assert (answer.status, answer.error["code"]) == (404, "ProductNotFoundError")


def test_a_list_shows_what_fits_every_filter(api: TemplateApi, clock: FixedClock) -> None:
    create_product(api, "product-a")
    clock.advance(hours=1)
    create_product(api, "product-b")
    api.post("/api/v1/products/product-a/archive")

    def listed(**query: str) -> list[str]:
        return [product["id"] for product in api.get("/api/v1/products", **query).data]

    assert listed() == ["product-b", "product-a"]
    assert listed(id="product-a") == ["product-a"]
    assert listed(status="PUBLISHED") == ["product-b"]
    assert listed(status="PUBLISHED,ARCHIVED", limit="1") == ["product-b"]
    assert listed(**{"createdAt[gt]": "2026-01-15T10:30:00Z"}) == ["product-b"]


@pytest.mark.parametrize(
    "field", [{"productSettings": {"subscriptionEndSetup": "CANCEL_SUBSCRIPTION"}}, {"usageResetCutoffRule": {}}]
)
def test_a_new_product_takes_no_settings(api: TemplateApi, field: dict[str, Any]) -> None:
    refused = api.post("/api/v1/products", id="product-docs", displayName="Docs", **field)
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, "UnsupportedParameter", *field)
