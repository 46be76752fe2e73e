"""Calls `POST /graphql`, and the catalogue its tests sell from."""

from typing import Any

from tests.support.catalog import set_price
from tests.support.made_once import made_once
from tests.support.selling import given_product
from tests.support.template_api import TemplateApi


def answer_to(api: TemplateApi, document: str, /, **variables: Any) -> dict[str, Any]:
    """Return the whole body of the answer, whose status is always 200."""
    answer = api.post("/graphql", query=document, variables=variables)
    assert answer.status == 200, answer.text
    return answer.body


def ask(api: TemplateApi, document: str, /, **variables: Any) -> dict[str, Any]:
    """Return the data of an answer without errors."""
    body = answer_to(api, document, **variables)
    assert "errors" not in body, body["errors"]
    return body["data"]


def refusal_of(api: TemplateApi, document: str, /, **variables: Any) -> dict[str, Any]:
    """Return the only error of an answer: its message, place and extensions."""
    (error,) = answer_to(api, document, **variables)["errors"]
    return error


def code_of(api: TemplateApi, document: str, /, **variables: Any) -> str:
    """Return the code of the only error of an answer."""
    return refusal_of(api, document, **variables)["extensions"]["code"]


@made_once
def given_metered_catalogue(api: TemplateApi) -> None:
    """Create a free plan and a paid one, with a switch, a list of values, a number, calls by the month and seats."""
    given_product(api)
    _feature(api, "feature-sso", "BOOLEAN")
    _feature(api, "feature-retention", "NUMBER", featureUnits="day", featureUnitsPlural="days")
    _feature(api, "feature-api-calls", "NUMBER", meterType="INCREMENTAL")
    _feature(api, "feature-seats", "NUMBER", meterType="FLUCTUATING")
    regions = [{"value": "eu", "displayName": "Europe"}, {"value": "us", "displayName": "America"}]
    _feature(api, "feature-regions", "ENUM", enumConfiguration=regions)
    monthly = {"resetPeriod": "MONTH", "monthlyResetPeriodConfiguration": {"accordingTo": "SubscriptionStart"}}
    _plan(api, "plan-free", "FREE", {"id": "feature-api-calls", "usageLimit": 100, **monthly})
    _plan(
        api,
        "plan-pro",
        "PAID",
        {"id": "feature-sso"},
        {"id": "feature-retention", "usageLimit": 30},
        {"id": "feature-api-calls", "usageLimit": 1000, **monthly},
        {"id": "feature-seats", "usageLimit": 5},
        {"id": "feature-regions", "enumValues": ["eu"]},
    )


@made_once
def given_packages(api: TemplateApi) -> str:
    """Offer add-ons, credits and a bundle with the paid plan of the metered catalogue, and build another on it.

    Return the internal id of the entitlement to credits that the plan which builds on it has; that plan is a draft.
    """
    api.post("/api/v1/credits/custom-currencies", id="currency-tokens", displayName="Tokens", symbol="T").data  # noqa: B018
    for addon_id in ("addon-seats", "addon-idle", "addon-new"):
        addon = {"id": addon_id, "productId": "product-app", "displayName": addon_id, "pricingType": "PAID"}
        assert api.post("/api/v1/addons", **addon).status == 201
        set_price(api, addon_id, "addons")
    for addon_id in ("addon-seats", "addon-idle"):
        assert api.post(f"/api/v1/addons/{addon_id}/publish", migrationType="NEW_CUSTOMERS").status == 200
    for group_id, addons in (("bundle", ["addon-seats"]), ("bundle-idle", [])):
        own = {"packageGroupId": group_id, "displayName": group_id, "productId": "product-app"}
        ask(api, _CREATE_GROUP, own=own, addons={"packageGroupId": group_id, "addons": addons})
    plan = {"id": "plan-child", "productId": "product-app", "displayName": "Child", "parentPlanId": "plan-pro"}
    assert api.post("/api/v1/plans", pricingType="FREE", **plan).status == 201
    credits = [{"credit": {"customCurrencyId": "currency-tokens", "amount": 5, "cadence": "MONTH"}}]
    answer = ask(
        api,
        _OFFER,
        addons={"id": "plan-pro", "relationIds": ["addon-seats"]},
        groups={"id": "plan-pro", "packageGroups": [{"packageGroupId": "bundle", "options": {"minItems": 1}}]},
        publish={"id": "plan-pro", "migrationType": "NEW_CUSTOMERS"},
        credits={"packageId": "plan-child", "entitlements": credits},
    )
    [entitlement] = answer["createPackageEntitlements"]
    return entitlement["id"]


_CREATE_GROUP = """
mutation ($own: CreatePackageGroup!, $addons: SetPackageGroupAddons!) {
  createPackageGroup(input: $own) { packageGroupId }
  setPackageGroupAddons(input: $addons) { status }
}
"""
_OFFER = """
mutation (
  $addons: SetCompatibleAddonsOnPlanInput!, $groups: SetPlanCompatiblePackageGroups!,
  $publish: PackagePublishInput!, $credits: CreatePackageEntitlementsInput!
) {
  setCompatibleAddonsOnPlan(input: $addons) { id }
  setPlanCompatiblePackageGroups(input: $groups) { id }
  publishPlan(input: $publish) { taskId }
  createPackageEntitlements(input: $credits) { id }
}
"""


def _feature(api: TemplateApi, feature_id: str, feature_type: str, **fields: Any) -> None:
    body = {"id": feature_id, "displayName": feature_id, "featureType": feature_type, **fields}
    assert api.post("/api/v1/features", **body).status == 201


def _plan(api: TemplateApi, plan_id: str, pricing_type: str, *entitlements: dict[str, Any]) -> None:
    plan = {"id": plan_id, "productId": "product-app", "displayName": plan_id, "pricingType": pricing_type}
    assert api.post("/api/v1/plans", **plan).status == 201
    rows = [{"type": "FEATURE", **entitlement} for entitlement in entitlements]
    created = api.post(f"/api/v1/plans/{plan_id}/entitlements", entitlements=rows)
    assert created.status == 201, created.text
    if pricing_type == "PAID":
        set_price(api, plan_id)
    assert api.post(f"/api/v1/plans/{plan_id}/publish", migrationType="NEW_CUSTOMERS").status == 200
