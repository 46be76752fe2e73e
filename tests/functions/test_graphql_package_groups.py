"""Package groups, and the plans that offer them, through GraphQL."""

from typing import Any

import pytest

from tests.support.catalog import create_plan, create_product, publish, set_price
from tests.support.clock import FixedClock
from tests.support.events import event_names
from tests.support.graphql import ask, refusal_of
from tests.support.template_api import TemplateApi

GROUP = """
  packageGroupId productId displayName description status versionNumber isLatest environmentId
  addons { refId } product { refId }
"""
OFFERED = "compatiblePackageGroups { packageGroupId displayName options { minItems freeItems } addons { refId } }"
INPUTS = {
    "createPackageGroup": ("CreatePackageGroup!", GROUP),
    "editPackageGroupDetails": ("EditPackageGroupDetailsInput!", GROUP),
    "setPackageGroupAddons": ("SetPackageGroupAddons!", GROUP),
    "archivePackageGroup": ("ArchivePackageGroup!", GROUP),
    "setPlanCompatiblePackageGroups": ("SetPlanCompatiblePackageGroups!", OFFERED),
    "updateOnePlan": ("PlanUpdateInput!", OFFERED),
    "archiveAddon": ("AddonArchiveInput!", "refId"),
    "removeAddonDraft": ("DiscardPackageDraftInput!", None),
    "setPackagePricing": ("PackagePricingInput!", "billingModel"),
}
HERE = {"environmentId": "development"}


def document(root: str) -> str:
    """Return the document of a mutation."""
    kind, fields = INPUTS[root]
    shown = f"{{ {fields} }}" if fields is not None else ""
    return f"mutation ($input: {kind}) {{ {root}(input: $input) {shown} }}"


def do(api: TemplateApi, root: str, /, **fields: Any) -> Any:
    """Run a mutation; return what it shows."""
    return ask(api, document(root), input=fields)[root]


def refused(api: TemplateApi, root: str, /, **fields: Any) -> tuple[str, str | None]:
    """Return the code and the field of a mutation's refusal."""
    extensions = refusal_of(api, document(root), input=fields)["extensions"]
    return extensions["code"], extensions.get("field")


def offer(api: TemplateApi, *groups: tuple[str, dict[str, Any] | None]) -> Any:
    """Let the plan offer groups; return those it offers."""
    sent = [{"packageGroupId": group_id, "options": options} for group_id, options in groups]
    return do(api, "setPlanCompatiblePackageGroups", id="plan-pro", packageGroups=sent)["compatiblePackageGroups"]


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """The API with a paid plan, two add-ons that are sold, one that is not, and a group without add-ons."""
    create_product(api)
    create_plan(api, pricingType="PAID")
    set_price(api)
    publish(api)
    for addon_id in ("addon-seats", "addon-sso", "addon-draft"):
        addon = {"id": addon_id, "productId": "product-main", "displayName": addon_id, "pricingType": "FREE"}
        assert api.post("/api/v1/addons", **addon).status == 201
    for addon_id in ("addon-seats", "addon-sso"):
        assert api.post(f"/api/v1/addons/{addon_id}/publish", migrationType="NEW_CUSTOMERS").status == 200
    do(api, "createPackageGroup", packageGroupId="bundle", productId="product-main", displayName="Bundle")
    return api


def test_a_group_is_made_filled_renamed_and_archived(shop: TemplateApi, clock: FixedClock) -> None:
    sent = {"packageGroupId": "group", "productId": "product-main", "displayName": "Group", "description": "Pick"}
    created = do(shop, "createPackageGroup", **sent, **HERE)
    assert created == {
        **sent,
        **HERE,
        "status": "DRAFT",
        "versionNumber": 1,
        "isLatest": True,
        "addons": [],
        "product": {"refId": "product-main"},
    }
    filled = do(shop, "setPackageGroupAddons", packageGroupId="group", addons=["addon-sso", "addon-seats"])
    held = [{"refId": "addon-sso"}, {"refId": "addon-seats"}]
    assert filled == {**created, "status": "PUBLISHED", "versionNumber": 2, "addons": held}
    named = do(shop, "editPackageGroupDetails", packageGroupId="group", displayName="Renamed")
    assert named == {**filled, "displayName": "Renamed", "versionNumber": 3}
    cleared = do(shop, "editPackageGroupDetails", packageGroupId="group", displayName="Renamed", description=None)
    assert cleared == {**named, "description": None, "versionNumber": 4}
    archived = do(shop, "archivePackageGroup", packageGroupId="group", **HERE)
    assert archived == {**cleared, "status": "ARCHIVED"}
    assert event_names(clock)[-5:] == ["PackageGroupCreated"] + ["PackageGroupUpdated"] * 4


def test_every_version_of_a_group_is_shown(shop: TemplateApi) -> None:
    do(shop, "setPackageGroupAddons", packageGroupId="bundle", addons=["addon-seats"])
    shown = "query ($input: FetchPackageGroupInput!) { packageGroup(input: $input) { versionNumber isLatest status } }"
    found = [
        ask(shop, shown, input={"packageGroupId": "bundle", **version})["packageGroup"]
        for version in ({}, {"versionNumber": 1}, {"versionNumber": 2})
    ]
    latest = {"versionNumber": 2, "isLatest": True, "status": "PUBLISHED"}
    assert found == [latest, {"versionNumber": 1, "isLatest": False, "status": "DRAFT"}, latest]
    for unknown in ({"packageGroupId": "unknown"}, {"packageGroupId": "bundle", "versionNumber": 3}):
        assert refusal_of(shop, shown, input=unknown)["extensions"]["code"] == "PackageGroupNotFound"


def test_a_plan_offers_groups_in_its_draft_and_what_they_hold_once_it_is_published(shop: TemplateApi) -> None:
    do(shop, "setPackageGroupAddons", packageGroupId="bundle", addons=["addon-seats"])
    offered = {
        "packageGroupId": "bundle",
        "displayName": "Bundle",
        "options": {"minItems": 2, "freeItems": 1},
        "addons": [{"refId": "addon-seats"}],
    }
    assert offer(shop, ("bundle", {"minItems": 2, "freeItems": 1})) == [offered]
    publish(shop)
    do(shop, "setPackageGroupAddons", packageGroupId="bundle", addons=["addon-sso"])
    do(shop, "editPackageGroupDetails", packageGroupId="bundle", displayName="Renamed")
    sold = do(shop, "updateOnePlan", id="plan-pro")["compatiblePackageGroups"]
    assert sold == [{**offered, "displayName": "Renamed"}]
    draft = do(shop, "updateOnePlan", id="plan-pro", displayName="Pro 2")["compatiblePackageGroups"]
    assert draft == [{**offered, "displayName": "Renamed", "addons": [{"refId": "addon-sso"}]}]
    assert offer(shop, ("bundle", None))[0]["options"] == {"minItems": None, "freeItems": None}
    assert offer(shop) == []


def test_a_pricing_table_shows_the_groups_of_what_is_sold(shop: TemplateApi) -> None:
    do(shop, "setPackageGroupAddons", packageGroupId="bundle", addons=["addon-seats"])
    offer(shop, ("bundle", {"minItems": 2}))
    publish(shop)
    do(shop, "setPackageGroupAddons", packageGroupId="bundle", addons=["addon-sso"])
    asked = f"(input: {{}}) {{ plans {{ {OFFERED} }} }}"
    found = ask(shop, f"{{ paywall{asked} mockPaywall{asked} }}")
    shown = {
        "packageGroupId": "bundle",
        "displayName": "Bundle",
        "options": {"minItems": 2, "freeItems": None},
        "addons": [{"refId": "addon-seats"}],
    }
    plans = [{"compatiblePackageGroups": [shown]}]
    assert found == {"paywall": {"plans": plans}, "mockPaywall": {"plans": plans}}


def test_what_a_group_holds_or_a_plan_offers_stays(shop: TemplateApi) -> None:
    do(shop, "setPackageGroupAddons", packageGroupId="bundle", addons=["addon-seats", "addon-draft"])
    assert refused(shop, "archiveAddon", refId="addon-seats")[0] == "AddonIsCompatibleWithGroup"
    assert refused(shop, "removeAddonDraft", refId="addon-draft", **HERE)[0] == "AddonIsCompatibleWithGroup"
    offer(shop, ("bundle", {"minItems": 1}))
    assert refused(shop, "archivePackageGroup", packageGroupId="bundle", **HERE)[0] == "IntegrityViolation"
    assert refused(shop, "setPackageGroupAddons", packageGroupId="bundle", addons=[])[0] == "IntegrityViolation"
    refusal = shop.post("/api/v1/plans/plan-pro/publish", migrationType="NEW_CUSTOMERS").error
    assert refusal["code"] == "PlanCannotBePublishWhenCompatibleAddonIsDraft"
    assert shop.post("/api/v1/addons/addon-seats/archive").error["code"] == "AddonIsCompatibleWithGroup"


def test_a_plan_with_groups_does_not_become_free(shop: TemplateApi) -> None:
    offer(shop, ("bundle", None))
    free = {"packageId": "plan-pro", "pricingType": "FREE", **HERE}
    assert refused(shop, "setPackagePricing", **free) == (
        "FreePlanCantHaveCompatiblePackageGroupError",
        "packageGroups",
    )
    offer(shop)
    assert do(shop, "setPackagePricing", **free) == []
    groups = [{"packageGroupId": "bundle"}]
    assert refused(shop, "setPlanCompatiblePackageGroups", id="plan-pro", packageGroups=groups) == (
        "FreePlanCantHaveCompatiblePackageGroupError",
        "packageGroups",
    )


def test_archiving_a_product_archives_its_groups(shop: TemplateApi) -> None:
    do(shop, "setPackageGroupAddons", packageGroupId="bundle", addons=["addon-seats"])
    offer(shop, ("bundle", None))
    publish(shop)
    assert shop.post("/api/v1/products/product-main/archive").status == 200
    rename = {"packageGroupId": "bundle", "displayName": "X"}
    assert refused(shop, "editPackageGroupDetails", **rename)[0] == "EntityIsArchivedError"


REFUSALS: list[tuple[str, dict[str, Any], str, str | None]] = [
    (
        "createPackageGroup",
        {"packageGroupId": "#", "productId": "product-main", "displayName": "X"},
        "InvalidArgumentError",
        "packageGroupId",
    ),
    (
        "createPackageGroup",
        {"packageGroupId": "bundle", "productId": "product-main", "displayName": "X"},
        "DuplicatedEntityNotAllowed",
        None,
    ),
    ("createPackageGroup", {"packageGroupId": "g", "productId": "p", "displayName": "X"}, "ProductNotFoundError", None),
    (
        "createPackageGroup",
        {"packageGroupId": "g", "productId": "p", "displayName": ""},
        "BadUserInput",
        "displayName",
    ),
    ("editPackageGroupDetails", {"packageGroupId": "g", "displayName": "X"}, "PackageGroupNotFound", None),
    ("setPackageGroupAddons", {"packageGroupId": "g", "addons": []}, "PackageGroupNotFound", None),
    ("setPackageGroupAddons", {"packageGroupId": "bundle", "addons": ["unknown"]}, "AddonsNotFound", "addons"),
    ("archivePackageGroup", {"packageGroupId": "g", **HERE}, "PackageGroupNotFound", None),
    ("archivePackageGroup", {"packageGroupId": "bundle", "environmentId": "production"}, "EnvironmentMissing", None),
    (
        "setPlanCompatiblePackageGroups",
        {"id": "plan-pro", "packageGroups": [{"packageGroupId": "bundle", "options": {"minItems": 0.5}}]},
        "InvalidArgumentError",
        "packageGroups[0].options.minItems",
    ),
    ("setPlanCompatiblePackageGroups", {"id": "unknown", "packageGroups": []}, "PlanNotFound", None),
]


@pytest.mark.parametrize(
    ("root", "fields", "code", "field"), REFUSALS, ids=[f"{each[0]} {each[2]} {each[3]}" for each in REFUSALS]
)
def test_what_is_refused(shop: TemplateApi, root: str, fields: dict[str, Any], code: str, field: str | None) -> None:
    assert refused(shop, root, **fields) == (code, field)
