"""Crashes around every AWS call of the catalogue's writes."""

from typing import Any

import pytest

from tests.support.crashes import Write, check_crashes
from tests.support.template_api import TemplateApi

SEATS = {"id": "feature-seats", "displayName": "Seats", "featureType": "NUMBER"}
PRODUCT = {"id": "product-main", "displayName": "Main"}
PLAN = {"id": "plan-pro", "displayName": "Pro", "productId": "product-main", "pricingType": "FREE"}
JOURNEY = {
    "productSettings": {
        "subscriptionStartSetup": "FREE_PLAN",
        "subscriptionStartPlanId": "plan-pro",
        "subscriptionCancellationTime": "IMMEDIATE",
        "subscriptionEndSetup": "CANCEL_SUBSCRIPTION",
    }
}
ADDON = {"id": "addon-boost", "displayName": "Boost", "productId": "product-main", "pricingType": "FREE"}
CALLS = {"id": "feature-calls", "displayName": "Calls", "featureType": "NUMBER", "meterType": "INCREMENTAL"}
MONTH = {"billingPeriod": "MONTHLY", "price": {"amount": 10}}
CHARGES = {
    "pricingType": "PAID",
    "pricingModels": [{"billingModel": "FLAT_FEE", "pricePeriods": [MONTH]}],
    "overagePricingModels": [
        {"pricePeriods": [MONTH], "entitlement": {"featureId": "feature-calls", "usageLimit": 100}},
    ],
}
GRANT = {"entitlements": [{"type": "FEATURE", "id": "feature-seats", "usageLimit": 5}]}


def a_feature(api: TemplateApi) -> None:
    created(api, "/api/v1/features", SEATS)


def an_archived_feature(api: TemplateApi) -> None:
    a_feature(api)
    assert api.post("/api/v1/features/feature-seats/archive").status == 200


def a_product(api: TemplateApi) -> None:
    created(api, "/api/v1/products", PRODUCT)


def an_archived_product(api: TemplateApi) -> None:
    a_product(api)
    assert api.post("/api/v1/products/product-main/archive").status == 200


def a_draft(api: TemplateApi) -> None:
    a_feature(api)
    a_product(api)
    created(api, "/api/v1/plans", PLAN)


def a_draft_with_an_entitlement(api: TemplateApi) -> None:
    a_draft(api)
    created(api, "/api/v1/plans/plan-pro/entitlements", GRANT)


def a_published_plan(api: TemplateApi) -> None:
    a_draft_with_an_entitlement(api)
    assert api.post("/api/v1/plans/plan-pro/publish", migrationType="NEW_CUSTOMERS").status == 200


def a_published_plan_with_a_draft(api: TemplateApi) -> None:
    a_published_plan(api)
    assert api.post("/api/v1/plans/plan-pro/draft").status == 201


def a_family(api: TemplateApi) -> None:
    a_published_plan(api)
    for plan, parent in (("plan-child", "plan-pro"), ("plan-grandchild", "plan-child")):
        created(api, "/api/v1/plans", {**PLAN, "id": plan, "parentPlanId": parent, "status": "PUBLISHED"})
    assert api.post("/api/v1/plans/plan-child/draft").status == 201
    changed = {"type": "FEATURE", "usageLimit": 9}
    assert api.call("PATCH", "/api/v1/plans/plan-pro/entitlements/feature-seats", changed).status == 200


def an_addon_on_offer(api: TemplateApi) -> None:
    a_published_plan(api)
    for addon in ("addon-offered", "addon-boost"):
        created(api, "/api/v1/addons", {**ADDON, "id": addon, "status": "PUBLISHED"})
    assert api.patch("/api/v1/plans/plan-pro", compatibleAddonIds=["addon-offered"]).status == 200


def a_priced_draft(api: TemplateApi) -> None:
    a_draft(api)
    created(api, "/api/v1/features", CALLS)


def a_currency(api: TemplateApi) -> None:
    created(api, "/api/v1/credits/custom-currencies", {"id": "currency-tokens", "displayName": "Tokens"})
    a_draft(api)


def created(api: TemplateApi, path: str, body: dict[str, Any]) -> None:
    answer = api.call("POST", path, body)
    assert answer.status == 201, answer


def a_product_that_starts_with_a_plan(api: TemplateApi) -> None:
    a_published_plan(api)
    assert api.patch("/api/v1/products/product-main", **JOURNEY).status == 200


WRITES = [
    Write("create feature", "POST", "/api/v1/features", SEATS),
    Write("update feature", "PATCH", "/api/v1/features/feature-seats", {"displayName": "Users"}, a_feature),
    Write("archive feature", "POST", "/api/v1/features/feature-seats/archive", arrange=a_feature),
    Write("unarchive feature", "POST", "/api/v1/features/feature-seats/unarchive", arrange=an_archived_feature),
    Write("create product", "POST", "/api/v1/products", PRODUCT),
    Write("update product", "PATCH", "/api/v1/products/product-main", {"displayName": "Side"}, a_product),
    Write("set up journey", "PATCH", "/api/v1/products/product-main", JOURNEY, a_published_plan),
    Write(
        "duplicate product",
        "POST",
        "/api/v1/products/product-main/duplicate",
        {"targetId": "eu"},
        a_product_that_starts_with_a_plan,
    ),
    Write("archive product", "POST", "/api/v1/products/product-main/archive", arrange=a_product),
    Write(
        "archive product and plans",
        "POST",
        "/api/v1/products/product-main/archive",
        arrange=a_product_that_starts_with_a_plan,
    ),
    Write("unarchive product", "POST", "/api/v1/products/product-main/unarchive", arrange=an_archived_product),
    Write("create plan", "POST", "/api/v1/plans", PLAN, a_product),
    Write("create published plan", "POST", "/api/v1/plans", {**PLAN, "status": "PUBLISHED"}, a_product),
    Write("update draft", "PATCH", "/api/v1/plans/plan-pro", {"displayName": "Professional"}, a_draft),
    Write(
        "update published plan", "PATCH", "/api/v1/plans/plan-pro", {"displayName": "Professional"}, a_published_plan
    ),
    Write("grant", "POST", "/api/v1/plans/plan-pro/entitlements", GRANT, a_draft),
    Write(
        "change grant",
        "PATCH",
        "/api/v1/plans/plan-pro/entitlements/feature-seats",
        {"type": "FEATURE", "usageLimit": 9},
        a_draft_with_an_entitlement,
    ),
    Write(
        "remove grant",
        "DELETE",
        "/api/v1/plans/plan-pro/entitlements/feature-seats",
        arrange=a_draft_with_an_entitlement,
    ),
    Write(
        "publish",
        "POST",
        "/api/v1/plans/plan-pro/publish",
        {"migrationType": "NEW_CUSTOMERS"},
        a_draft_with_an_entitlement,
    ),
    Write(
        "publish to all",
        "POST",
        "/api/v1/plans/plan-pro/publish",
        {"migrationType": "ALL_CUSTOMERS"},
        a_published_plan_with_a_draft,
    ),
    Write("draft", "POST", "/api/v1/plans/plan-pro/draft", arrange=a_published_plan),
    Write("remove draft", "DELETE", "/api/v1/plans/plan-pro/draft", arrange=a_published_plan_with_a_draft),
    Write("archive plan", "POST", "/api/v1/plans/plan-pro/archive", arrange=a_published_plan),
    Write(
        "publish with children",
        "POST",
        "/api/v1/plans/plan-pro/publish",
        {"migrationType": "NEW_CUSTOMERS"},
        a_family,
    ),
    Write("set charges", "PATCH", "/api/v1/plans/plan-pro", {"charges": CHARGES}, a_priced_draft),
    Write("create addon", "POST", "/api/v1/addons", {**ADDON, "status": "PUBLISHED"}, a_product),
    Write(
        "publish addon by its status",
        "PATCH",
        "/api/v1/addons/addon-boost",
        {"status": "PUBLISHED", "maxQuantity": 3, "metadata": {"a": "b"}},
        an_addon_on_offer,
    ),
    Write("archive addon", "POST", "/api/v1/addons/addon-boost/archive", arrange=an_addon_on_offer),
    Write("archive currency", "POST", "/api/v1/credits/custom-currencies/currency-tokens/archive", arrange=a_currency),
    Write(
        "grant credits",
        "POST",
        "/api/v1/plans/plan-pro/entitlements",
        {"entitlements": [{"type": "CREDIT", "id": "currency-tokens", "amount": 5, "cadence": "MONTH"}]},
        a_currency,
    ),
]


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.name)
def test_a_crash_leaves_all_or_nothing_and_the_same_request_completes_it(write: Write, emulator: None) -> None:
    check_crashes(write)
