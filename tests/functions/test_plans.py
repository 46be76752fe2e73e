"""Plans and their versions through the API."""

from typing import Any

import pytest

from tests.support.catalog import create_feature, create_plan, create_product, grant, publish
from tests.support.clock import FixedClock
from tests.support.events import event_names, events_of
from tests.support.template_api import TemplateApi

PLAN = "/api/v1/plans/plan-pro"


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """The API of an environment with a product and a feature."""
    create_product(api)
    create_feature(api)
    return api


def versions(api: TemplateApi) -> dict[str, tuple[int, str, bool]]:
    """Return number, name and whether it is the latest, of what is sold and of the draft."""
    shown = {status: api.get("/api/v1/plans", status=status).data for status in ("PUBLISHED", "DRAFT")}
    return {
        status: (plan["versionNumber"], plan["displayName"], plan["isLatest"])
        for status, plans in shown.items()
        for plan in plans
    }


def test_a_new_plan_is_a_draft(shop: TemplateApi, clock: FixedClock) -> None:
    created = shop.post("/api/v1/plans", id="plan-pro", displayName="Pro", productId="product-main", billingId="b-1")
    assert created.status == 201
    assert created.data == {
        "id": "plan-pro",
        "productId": "product-main",
        "displayName": "Pro",
        "description": None,
        "billingId": "b-1",
        "pricingType": None,
        "status": "DRAFT",
        "versionNumber": 1,
        "isLatest": False,
        "metadata": {},
        "entitlements": [],
        "parentPlanId": None,
        "defaultTrialConfig": None,
        "compatibleAddonIds": [],
        "createdAt": "2026-01-15T10:30:00.000Z",
        "updatedAt": "2026-01-15T10:30:00.000Z",
    }
    assert shop.get(PLAN).data == created.data
    assert event_names(clock)[-1] == "PlanCreated"


def test_a_plan_may_be_published_at_once(shop: TemplateApi) -> None:
    plan = create_plan(shop, status="PUBLISHED", pricingType="CUSTOM", metadata={"a": "b"})
    assert (plan["status"], plan["isLatest"], plan["versionNumber"]) == ("PUBLISHED", True, 1)
    assert shop.get(PLAN).data == plan


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"id": "plan@pro"}, 400, "InvalidArgumentError"),
        ({"status": "ARCHIVED"}, 400, "InvalidArgumentError"),
        ({"status": "SOLD"}, 400, "BadUserInput"),
        ({"pricingType": "CHEAP"}, 400, "BadUserInput"),
        ({"status": "PUBLISHED", "pricingType": None}, 400, "PackagePricingTypeNotSet"),
        ({"productId": "product-none"}, 404, "ProductNotFoundError"),
        ({"productId": "a b"}, 404, "ProductNotFoundError"),
        ({"metadata": {"": "x"}}, 400, "InvalidMetadataError"),
        ({"status": "PUBLISHED", "pricingType": "PAID"}, 404, "PriceNotFound"),
        ({"parentPlanId": "plan-base"}, 404, "PlanNotFound"),
        ({"defaultTrialConfig": {"duration": 0, "units": "DAY"}}, 400, "InvalidArgumentError"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(shop: TemplateApi, body: dict[str, Any], status: int, code: str) -> None:
    valid = {"id": "plan-pro", "displayName": "Pro", "productId": "product-main"}
    refused = shop.call("POST", "/api/v1/plans", {**valid, **body})
    assert (refused.status, refused.error["code"]) == (status, code)
    assert shop.get("/api/v1/plans").data == []


def test_an_id_that_is_taken_is_refused(shop: TemplateApi) -> None:
    create_plan(shop)
    refused = shop.post("/api/v1/plans", id="plan-pro", displayName="Pro", productId="product-main")
    assert (refused.status, refused.error["code"]) == (409, "DuplicatedEntityNotAllowed")
    assert (refused.error["entityName"], refused.error["identifier"]) == ("plan", "plan-pro")


def test_publishing_sells_the_draft_and_keeps_earlier_versions(shop: TemplateApi, clock: FixedClock) -> None:
    create_plan(shop, displayName="First")
    assert publish(shop) == {"taskId": None}
    shop.patch(PLAN, displayName="Second")
    assert versions(shop) == {"PUBLISHED": (1, "First", True), "DRAFT": (2, "Second", False)}
    publish(shop)
    assert versions(shop) == {"PUBLISHED": (2, "Second", True)}
    assert event_names(clock)[-3:] == ["PlanUpdated", "PackagePublished", "PlanUpdated"]


def test_events_of_a_plan_carry_its_growing_version(shop: TemplateApi, clock: FixedClock) -> None:
    create_plan(shop)
    grant(shop, "plan-pro", "feature-seats", usageLimit=5)
    publish(shop)
    recorded = [event for event in events_of(clock) if event.aggregate == "PLAN#plan-pro"]
    assert [(event.type, event.version) for event in recorded] == [
        ("PLAN_CREATED", 1),
        ("PACKAGE_PUBLISHED", 3),
        ("PLAN_UPDATED", 3),
    ]
    assert recorded[-1].payload["entitlements"] == [{"id": "feature-seats", "type": "FEATURE"}]
    assert "schemaVersion" not in recorded[-1].payload


def test_a_plan_is_published_with_a_pricing_type_only(shop: TemplateApi) -> None:
    create_plan(shop, pricingType=None)
    refused = shop.post(f"{PLAN}/publish", migrationType="NEW_CUSTOMERS")
    assert (refused.status, refused.error["code"]) == (400, "PackagePricingTypeNotSet")
    assert refused.error["refId"] == "plan-pro"


def test_nothing_is_published_twice(shop: TemplateApi) -> None:
    create_plan(shop, status="PUBLISHED")
    refused = shop.post(f"{PLAN}/publish", migrationType="NEW_CUSTOMERS")
    assert (refused.status, refused.error["code"]) == (409, "PackageAlreadyPublished")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "BadUserInput"),
        ({"migrationType": "SOME"}, "BadUserInput"),
    ],
)
def test_publishing_says_who_gets_the_version(shop: TemplateApi, body: dict[str, Any], code: str) -> None:
    create_plan(shop)
    refused = shop.post(f"{PLAN}/publish", **body)
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, code, "migrationType")


def test_a_change_of_what_is_sold_begins_the_draft(shop: TemplateApi, clock: FixedClock) -> None:
    sold = create_plan(shop, status="PUBLISHED", description="All of it", billingId="b-1")
    clock.advance(minutes=1)
    draft = shop.patch(PLAN, displayName="Better", description=None).data
    assert draft == {
        **sold,
        "displayName": "Better",
        "description": None,
        "status": "DRAFT",
        "isLatest": False,
        "versionNumber": 2,
        "updatedAt": "2026-01-15T10:31:00.000Z",
    }
    assert shop.get(PLAN).data == sold
    assert shop.patch(PLAN, billingId=None).data == {**draft, "billingId": None}


def test_metadata_applies_at_once_and_to_all_versions(shop: TemplateApi, clock: FixedClock) -> None:
    sold = create_plan(shop, status="PUBLISHED", metadata={"a": "1"})
    clock.advance(minutes=1)
    changed = shop.patch(PLAN, metadata={"b": "2"}).data
    assert changed == {**sold, "metadata": {"b": "2"}, "updatedAt": "2026-01-15T10:31:00.000Z"}
    assert shop.get(PLAN).data == changed
    assert list(versions(shop)) == ["PUBLISHED"]
    assert event_names(clock)[-1] == "PlanUpdated"
    draft = shop.patch(PLAN, metadata={"c": "3"}, displayName="Better").data
    assert (draft["metadata"], draft["versionNumber"]) == ({"c": "3"}, 2)
    assert shop.get(PLAN).data["metadata"] == {"c": "3"}


def test_a_patch_that_changes_nothing_begins_no_draft(shop: TemplateApi) -> None:
    sold = create_plan(shop, status="PUBLISHED")
    assert shop.patch(PLAN).data == sold
    assert shop.patch(PLAN, parentPlanId=None, compatibleAddonIds=[], charges=None).data == sold
    assert shop.patch(PLAN, displayName="plan-pro", metadata={}).data == sold
    assert list(versions(shop)) == ["PUBLISHED"]


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"displayName": None}, "BadUserInput", "displayName"),
        ({"metadata": None}, "BadUserInput", "metadata"),
        ({"description": "x" * 256}, "BadUserInput", "description"),
        ({"charges": {}}, "BadUserInput", "charges.pricingType"),
        (
            {"charges": {"pricingType": "FREE", "minimumSpend": [{}]}},
            "BadUserInput",
            "charges.minimumSpend[0].billingPeriod",
        ),
        ({"defaultTrialConfig": {"duration": 1, "units": "DAY"}}, "InvalidArgumentError", "defaultTrialConfig"),
    ],
)
def test_a_change_that_cannot_be_is_refused(shop: TemplateApi, body: dict[str, Any], code: str, field: str) -> None:
    create_plan(shop)
    refused = shop.patch(PLAN, **body)
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, code, field)


def test_there_is_one_draft_at_a_time(shop: TemplateApi) -> None:
    create_plan(shop)
    refused = shop.post(f"{PLAN}/draft")
    assert (refused.status, refused.error["code"]) == (409, "DraftAlreadyExists")
    publish(shop)
    created = shop.post(f"{PLAN}/draft")
    assert (created.status, created.data["versionNumber"], created.data["status"]) == (201, 2, "DRAFT")
    assert shop.post(f"{PLAN}/draft").error["code"] == "DraftAlreadyExists"


def test_a_removed_draft_leaves_what_is_sold(shop: TemplateApi) -> None:
    create_plan(shop, status="PUBLISHED", displayName="First")
    shop.patch(PLAN, displayName="Second")
    assert shop.delete(f"{PLAN}/draft").data == {"id": "plan-pro"}
    assert versions(shop) == {"PUBLISHED": (1, "First", True)}
    refused = shop.delete(f"{PLAN}/draft")
    assert (refused.status, refused.error["code"]) == (404, "NoDraftOfferFound")
    assert shop.post(f"{PLAN}/draft").data["versionNumber"] == 2


def test_a_plan_that_was_never_published_goes_with_its_draft(shop: TemplateApi, clock: FixedClock) -> None:
    create_plan(shop)
    shop.delete(f"{PLAN}/draft")
    assert shop.get(PLAN).error["code"] == "PlanNotFound"
    assert shop.get("/api/v1/plans").data == []
    last = events_of(clock)[-1]
    assert (last.name, last.version) == ("PlanDeleted", 2)
    assert create_plan(shop)["versionNumber"] == 1


def test_an_archived_plan_is_seen_and_no_more_edited(shop: TemplateApi, clock: FixedClock) -> None:
    create_plan(shop, status="PUBLISHED")
    shop.post(f"{PLAN}/draft")
    archived = shop.post(f"{PLAN}/archive").data
    assert (archived["status"], archived["versionNumber"]) == ("ARCHIVED", 1)
    assert shop.get(PLAN).data == archived
    assert [plan["id"] for plan in shop.get("/api/v1/plans").data] == ["plan-pro"]
    for refused in (
        shop.post(f"{PLAN}/archive"),
        shop.post(f"{PLAN}/draft"),
        shop.post(f"{PLAN}/publish", migrationType="NEW_CUSTOMERS"),
        shop.patch(PLAN, metadata={"a": "b"}),
        shop.post(f"{PLAN}/entitlements", entitlements=[{"type": "FEATURE", "id": "feature-seats", "usageLimit": 1}]),
        shop.delete(f"{PLAN}/entitlements/feature-seats"),
    ):
        assert (refused.status, refused.error["code"]) == (409, "EntityIsArchivedError")
    assert event_names(clock)[-1] == "PlanDeleted"


def test_a_draft_is_removed_rather_than_archived(shop: TemplateApi) -> None:
    create_plan(shop)
    refused = shop.post(f"{PLAN}/archive")
    assert (refused.status, refused.error["code"]) == (409, "DraftPlanCantBeArchived")


def test_an_unknown_plan_is_not_found(api: TemplateApi) -> None:
    path = "/api/v1/plans/plan%20none"
    for answer in (
        api.get(path),
        api.patch(path, displayName="X"),
        api.post(f"{path}/draft"),
        api.delete(f"{path}/draft"),
        api.post(f"{path}/publish", migrationType="NEW_CUSTOMERS"),
        api.post(f"{path}/archive"),
        api.get(f"{path}/entitlements"),
        api.post(f"{path}/entitlements", entitlements=[]),
        api.patch(f"{path}/entitlements/feature-seats", type="FEATURE"),
        api.delete(f"{path}/entitlements/feature-seats"),
    ):
        assert (answer.status, answer.error["code"], answer.error["refId"]) == (404, "PlanNotFound", "plan none")


def test_a_list_shows_each_plan_by_one_version(shop: TemplateApi, clock: FixedClock) -> None:
    create_product(shop, "product-other")
    create_plan(shop, "plan-draft")
    clock.advance(hours=1)
    create_plan(shop, "plan-edited", status="PUBLISHED")
    shop.patch("/api/v1/plans/plan-edited", displayName="Better")
    clock.advance(hours=1)
    create_plan(shop, "plan-gone", productId="product-other", status="PUBLISHED")
    shop.post("/api/v1/plans/plan-gone/archive")

    def listed(**query: str) -> list[tuple[str, str]]:
        return [(plan["id"], plan["status"]) for plan in shop.get("/api/v1/plans", **query).data]

    gone, edited, draft = ("plan-gone", "ARCHIVED"), ("plan-edited", "PUBLISHED"), ("plan-draft", "DRAFT")
    assert listed() == [gone, edited, draft]
    assert listed(status="DRAFT") == [("plan-edited", "DRAFT"), draft]
    assert listed(status="DRAFT,PUBLISHED") == [edited, draft]
    assert listed(status="ARCHIVED") == [gone]
    assert listed(productId="product-other") == [gone]
    assert listed(**{"createdAt[lte]": "2026-01-15T11:30:00Z"}) == [edited, draft]


def test_a_walk_through_the_plans_goes_on_and_back(shop: TemplateApi, clock: FixedClock) -> None:
    for number in range(5):
        create_plan(shop, f"plan-{number}", status="PUBLISHED" if number % 2 else "DRAFT")
        clock.advance(minutes=1)
    first = shop.get("/api/v1/plans", limit=2)
    second = shop.get("/api/v1/plans", limit=2, after=first.body["pagination"]["next"])
    last = shop.get("/api/v1/plans", limit=2, after=second.body["pagination"]["next"])
    pages = [[plan["id"] for plan in page.data] for page in (first, second, last)]
    assert pages == [["plan-4", "plan-3"], ["plan-2", "plan-1"], ["plan-0"]]
    assert last.body["pagination"]["next"] is None
    assert shop.get("/api/v1/plans", limit=2, before=second.body["pagination"]["prev"]).data == first.data
