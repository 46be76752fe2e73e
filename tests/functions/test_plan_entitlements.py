"""A plan's entitlements through the API."""

from typing import Any

import pytest

from tests.support.catalog import create_feature, create_plan, create_product, grant, publish
from tests.support.clock import FixedClock
from tests.support.template_api import TemplateApi

ENTITLEMENTS = "/api/v1/plans/plan-pro/entitlements"
REGIONS = [{"displayName": "Europe", "value": "eu"}, {"displayName": "America", "value": "us"}]


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """The API of an environment with a feature of each kind and a draft of `plan-pro`."""
    create_product(api)
    create_feature(api, "feature-seats")
    create_feature(api, "feature-sso", featureType="BOOLEAN")
    create_feature(api, "feature-retention", featureType="NUMBER")
    create_feature(api, "feature-regions", featureType="ENUM", enumConfiguration=REGIONS)
    create_plan(api)
    return api


def test_an_entitlement_shows_every_field(shop: TemplateApi) -> None:
    settings = {
        "usageLimit": 100,
        "hasSoftLimit": True,
        "resetPeriod": "WEEK",
        "weeklyResetPeriodConfiguration": {"accordingTo": "EveryMonday"},
        "order": 2.5,
        "hiddenFromWidgets": ["PAYWALL", "CHECKOUT"],
        "displayNameOverride": "Places",
        "description": "Who works",
    }
    created = shop.post(ENTITLEMENTS, entitlements=[{"type": "FEATURE", "id": "feature-seats", **settings}])
    assert created.status == 201
    shown = {name: value for name, value in settings.items() if name != "weeklyResetPeriodConfiguration"}
    assert created.data == [
        {
            "id": "feature-seats",
            "type": "FEATURE",
            **shown,
            "resetPeriodConfiguration": {"accordingTo": "EveryMonday"},
            "hasUnlimitedUsage": False,
            "enumValues": None,
            "behavior": "Increment",
            "isGranted": True,
            "isCustom": False,
            "createdAt": "2026-01-15T10:30:00.000Z",
            "updatedAt": "2026-01-15T10:30:00.000Z",
        }
    ]
    assert shop.get(ENTITLEMENTS).data == created.data
    assert shop.get("/api/v1/plans/plan-pro").data["entitlements"] == [{"id": "feature-seats", "type": "FEATURE"}]


def test_every_kind_of_feature_is_granted_in_one_call_and_listed_in_order(shop: TemplateApi) -> None:
    created = shop.post(
        ENTITLEMENTS,
        entitlements=[
            {"type": "FEATURE", "id": "feature-sso"},
            {"type": "FEATURE", "id": "feature-retention", "usageLimit": 30, "order": 2},
            {"type": "FEATURE", "id": "feature-regions", "enumValues": ["eu"], "order": 1},
            {"type": "FEATURE", "id": "feature-seats", "hasUnlimitedUsage": True},
        ],
    ).data
    assert [each["id"] for each in created] == ["feature-sso", "feature-retention", "feature-regions", "feature-seats"]
    listed = shop.get(ENTITLEMENTS)
    assert [each["id"] for each in listed.data] == [
        "feature-regions",
        "feature-retention",
        "feature-sso",
        "feature-seats",
    ]
    assert listed.body["pagination"] == {"next": None, "prev": None}


@pytest.mark.parametrize(
    ("settings", "status", "code", "field"),
    [
        ({"usageLimit": "5"}, 400, "BadUserInput", "usageLimit"),
        ({"usageLimit": 5.5}, 400, "BadUserInput", "usageLimit"),
        ({"usageLimit": 2**53}, 400, "BadUserInput", "usageLimit"),
        ({"usageLimit": -1}, 400, "InvalidArgumentError", "usageLimit"),
        ({}, 400, "InvalidArgumentError", "usageLimit"),
        ({"usageLimit": 5, "hasSoftLimit": "yes"}, 400, "BadUserInput", "hasSoftLimit"),
        ({"usageLimit": 5, "hiddenFromWidgets": ["DOOR"]}, 400, "BadUserInput", "hiddenFromWidgets[0]"),
        ({"usageLimit": 5, "behavior": "Override"}, 400, "CannotAddOverrideEntitlementToPlan", "behavior"),
        ({"usageLimit": 5, "isCustom": True}, 400, "InvalidArgumentError", "isCustom"),
        ({"usageLimit": 5, "enumValues": ["eu"]}, 400, "InvalidArgumentError", "enumValues"),
        (
            {"usageLimit": 5, "resetPeriod": "MONTH", "weeklyResetPeriodConfiguration": {"accordingTo": "EveryMonday"}},
            400,
            "InvalidEntitlementResetPeriod",
            "weeklyResetPeriodConfiguration",
        ),
        (
            {"usageLimit": 5, "monthlyResetPeriodConfiguration": {"accordingTo": "EveryMonday"}},
            400,
            "BadUserInput",
            "monthlyResetPeriodConfiguration.accordingTo",
        ),
        ({"type": "CREDIT", "amount": 5}, 400, "BadUserInput", "cadence"),
        ({"type": "DOOR"}, 400, "BadUserInput", "type"),
        ({"type": None}, 400, "BadUserInput", "type"),
    ],
)
def test_an_entitlement_that_cannot_be_is_refused_and_its_field_named(
    shop: TemplateApi, settings: dict[str, Any], status: int, code: str, field: str
) -> None:
    fine = {"type": "FEATURE", "id": "feature-sso"}
    refused = shop.post(ENTITLEMENTS, entitlements=[fine, {"type": "FEATURE", "id": "feature-seats", **settings}])
    assert (refused.status, refused.error["code"]) == (status, code)
    assert refused.error["field"] == f"entitlements[1].{field}"
    assert shop.get(ENTITLEMENTS).data == []


def test_a_number_too_long_to_write_out_is_refused(shop: TemplateApi) -> None:
    text = '{"entitlements": [{"type": "FEATURE", "id": "feature-seats", "usageLimit": 1e999999999}]}'
    assert shop.call("POST", ENTITLEMENTS, raw=text).error["code"] == "BadUserInput"


def test_a_feature_must_be_there_and_in_use(shop: TemplateApi) -> None:
    refused = shop.post(ENTITLEMENTS, entitlements=[{"type": "FEATURE", "id": "feature-none"}])
    assert (refused.status, refused.error["code"], refused.error["refId"]) == (404, "FeatureNotFound", "feature-none")
    shop.post("/api/v1/features/feature-sso/archive")
    refused = shop.post(ENTITLEMENTS, entitlements=[{"type": "FEATURE", "id": "feature-sso"}])
    assert (refused.status, refused.error["code"]) == (409, "EntityIsArchivedError")


def test_a_feature_is_granted_once(shop: TemplateApi) -> None:
    twice = [{"type": "FEATURE", "id": "feature-sso"}] * 2
    assert shop.post(ENTITLEMENTS, entitlements=twice).error["code"] == "DuplicatedEntityNotAllowed"
    grant(shop, "plan-pro", "feature-sso")
    refused = shop.post(ENTITLEMENTS, entitlements=twice[:1])
    assert (refused.status, refused.error["identifier"]) == (409, "feature-sso")


@pytest.mark.parametrize("body", [{}, {"entitlements": []}, {"entitlements": {}}, {"entitlements": ["feature-sso"]}])
def test_a_call_without_entitlements_is_refused(shop: TemplateApi, body: dict[str, Any]) -> None:
    assert shop.post(ENTITLEMENTS, **body).status == 400


def test_a_plan_holds_300_entitlements(shop: TemplateApi) -> None:
    many = [{"type": "FEATURE", "id": f"feature-{number}"} for number in range(301)]
    refused = shop.post(ENTITLEMENTS, entitlements=many)
    assert (refused.status, refused.error["code"]) == (400, "InvalidArgumentError")
    assert refused.error["field"] == "entitlements"


def test_a_variable_entitlement_belongs_to_a_custom_plan(shop: TemplateApi) -> None:
    create_plan(shop, "plan-enterprise", pricingType="CUSTOM")
    assert grant(shop, "plan-enterprise", "feature-seats", isCustom=True)[0]["usageLimit"] is None


def test_what_is_sold_changes_in_a_draft_only(shop: TemplateApi) -> None:
    grant(shop, "plan-pro", "feature-seats", usageLimit=5)
    publish(shop)
    grant(shop, "plan-pro", "feature-sso")
    shop.patch(f"{ENTITLEMENTS}/feature-seats", type="FEATURE", usageLimit=10)
    sold = shop.get("/api/v1/plans/plan-pro").data
    assert (sold["versionNumber"], [each["id"] for each in sold["entitlements"]]) == (1, ["feature-seats"])
    assert [(each["id"], each["usageLimit"]) for each in shop.get(ENTITLEMENTS).data] == [
        ("feature-seats", 10),
        ("feature-sso", None),
    ]
    shop.delete("/api/v1/plans/plan-pro/draft")
    assert [(each["id"], each["usageLimit"]) for each in shop.get(ENTITLEMENTS).data] == [("feature-seats", 5)]


def test_a_change_keeps_what_is_not_sent(shop: TemplateApi, clock: FixedClock) -> None:
    before = grant(shop, "plan-pro", "feature-seats", usageLimit=5, resetPeriod="MONTH", description="Who works")[0]
    clock.advance(minutes=1)
    after = shop.patch(f"{ENTITLEMENTS}/feature-seats", type="FEATURE", hasUnlimitedUsage=True, description=None)
    changes = {"usageLimit": None, "hasUnlimitedUsage": True, "description": None}
    assert after.data == {**before, **changes, "updatedAt": "2026-01-15T10:31:00.000Z"}


def test_a_change_that_changes_nothing_begins_no_draft(shop: TemplateApi) -> None:
    grant(shop, "plan-pro", "feature-seats", usageLimit=5)
    publish(shop)
    assert shop.patch(f"{ENTITLEMENTS}/feature-seats", type="FEATURE", usageLimit=5).status == 200
    assert shop.get("/api/v1/plans", status="DRAFT").data == []


def test_a_deleted_entitlement_is_shown_once_more(shop: TemplateApi) -> None:
    created = grant(shop, "plan-pro", "feature-sso")[0]
    assert shop.delete(f"{ENTITLEMENTS}/feature-sso").data == created
    assert shop.get(ENTITLEMENTS).data == []


def test_an_entitlement_the_plan_does_not_hold_is_not_found(shop: TemplateApi) -> None:
    for answer in (
        shop.patch(f"{ENTITLEMENTS}/feature-sso", type="FEATURE", isGranted=False),
        shop.delete(f"{ENTITLEMENTS}/feature-sso"),
        shop.delete(f"{ENTITLEMENTS}/a%2Fb"),
    ):
        assert (answer.status, answer.error["code"]) == (404, "NoFeatureEntitlementError")
