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
]


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.name)
def test_a_crash_leaves_all_or_nothing_and_the_same_request_completes_it(write: Write, emulator: None) -> None:
    check_crashes(write)
