"""Promotional entitlements by GraphQL: one by one, and with the groups of their features."""

from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.graphql import ask, code_of, given_metered_catalogue, refusal_of
from tests.support.promotions import PROMOTIONS, grant, granted, promotion
from tests.support.recorded import all_recorded
from tests.support.selling import given_customer
from tests.support.template_api import TemplateApi
from tests.support.tenancy import api_of, open_environment

SHOWN = "featureId status endDate usageLimit hasUnlimitedUsage hasSoftLimit isVisible resetPeriod feature { refId }"
GRANT = f"""mutation ($input: GrantPromotionalEntitlementsInput!) {{
  grantPromotionalEntitlements(input: $input) {{ {SHOWN} }}
}}"""
GRANT_GROUP = """mutation ($input: GrantPromotionalEntitlementsGroupInput!) {
  grantPromotionalEntitlementsGroup(input: $input) { featureId usageLimit }
}"""
OF_GROUP = """mutation ($input: %sPromotionalEntitlementsGroupInput!) {
  %sPromotionalEntitlementsGroup(input: $input) { featureId }
}"""
REVOKE = """mutation ($input: RevokePromotionalEntitlementInput!) {
  revokePromotionalEntitlement(input: $input) { featureId status }
}"""
OWN = (
    "query ($input: GetCustomerByRefIdInput!) { getCustomerByRefId(input: $input) { promotionalEntitlements { %s } } }"
)
SEATS, CALLS, SSO = "feature-seats", "feature-api-calls", "feature-sso"
ACME = {"customerId": "acme"}


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """The API of an environment with metered features, two groups of them, and one customer."""
    given_metered_catalogue(api)
    given_customer(api)
    for group_id, members in (("team", [SEATS, CALLS]), ("big", [SEATS, SSO])):
        own = {"featureGroupId": group_id, "displayName": group_id, "features": members, "environmentId": "development"}
        ask(api, "mutation ($own: CreateFeatureGroupInput!) { createFeatureGroup(input: $own) { id } }", own=own)
    return api


def row(feature_id: str, **fields: Any) -> dict[str, Any]:
    return {"featureId": feature_id, "period": "ONE_MONTH", **fields}


def grant_group(api: TemplateApi, group_id: str, *rows: dict[str, Any]) -> list[tuple[str, int | None]]:
    asked = {**ACME, "featureGroupId": group_id, "promotionalEntitlements": list(rows)}
    answer = ask(api, GRANT_GROUP, input=asked)["grantPromotionalEntitlementsGroup"]
    return [(each["featureId"], each["usageLimit"]) for each in answer]


def of_group(api: TemplateApi, verb: str, group_id: str) -> list[str]:
    answer = ask(api, OF_GROUP % (verb.capitalize(), verb), input={**ACME, "featureGroupId": group_id})
    return [each["featureId"] for each in answer[f"{verb}PromotionalEntitlementsGroup"]]


def groups_of(api: TemplateApi) -> dict[str, list[str]]:
    return {each["featureId"]: each["featureGroupIds"] for each in api.get(PROMOTIONS).data}


def told() -> list[tuple[str, str]]:
    events = all_recorded("Promo")
    return [(each.name.removeprefix("PromotionalEntitlement"), each.payload["feature"]["id"]) for each in events]


def test_a_grant_is_shown_with_its_customer_and_revoked(shop: TemplateApi, clock: FixedClock) -> None:
    rows = [
        row(CALLS, usageLimit=7, resetPeriod="WEEK", weeklyResetPeriodConfiguration={"accordingTo": "EveryMonday"}),
        row(SSO, period="CUSTOM", customEndDate="2026-01-20T00:00:00Z", isVisible=False),
    ]
    answer = ask(shop, GRANT, input={**ACME, "promotionalEntitlements": rows})["grantPromotionalEntitlements"]
    assert answer == [
        {
            "featureId": CALLS,
            "status": "Active",
            "endDate": "2026-02-15T10:30:00.000Z",
            "usageLimit": 7,
            "hasUnlimitedUsage": False,
            "hasSoftLimit": False,
            "isVisible": True,
            "resetPeriod": "WEEK",
            "feature": {"refId": CALLS},
        },
        {
            "featureId": SSO,
            "status": "Active",
            "endDate": "2026-01-20T00:00:00.000Z",
            "usageLimit": None,
            "hasUnlimitedUsage": False,
            "hasSoftLimit": False,
            "isVisible": False,
            "resetPeriod": None,
            "feature": {"refId": SSO},
        },
    ]
    assert ask(shop, OWN % SHOWN, input=ACME)["getCustomerByRefId"]["promotionalEntitlements"] == answer[::-1]
    clock.set("2026-01-20T00:00:00+00:00")
    shown = ask(shop, OWN % "featureId status", input=ACME)["getCustomerByRefId"]["promotionalEntitlements"]
    assert shown == [{"featureId": SSO, "status": "Expired"}, {"featureId": CALLS, "status": "Active"}]
    gone = ask(shop, REVOKE, input={**ACME, "featureId": CALLS})["revokePromotionalEntitlement"]
    assert gone == {"featureId": CALLS, "status": "Active"}
    assert code_of(shop, REVOKE, input={**ACME, "featureId": CALLS}) == "PromotionalEntitlementNotFoundError"


def test_a_feature_is_named_by_either_id(shop: TemplateApi) -> None:
    asked = 'query { feature: featureGroup(input: {featureGroupId: "big"}) { features { id refId } } }'
    (uuid,) = [each["id"] for each in ask(shop, asked)["feature"]["features"] if each["refId"] == SSO]
    ask(shop, GRANT, input={**ACME, "promotionalEntitlements": [row(uuid)]})
    assert granted(shop) == [(SSO, "Active")]
    ask(shop, REVOKE, input={**ACME, "featureId": uuid})
    assert granted(shop) == []


def test_a_wrong_field_is_named_by_its_place(shop: TemplateApi) -> None:
    error = refusal_of(shop, GRANT, input={**ACME, "promotionalEntitlements": [row(SSO), row(CALLS)]})
    assert error["extensions"]["field"] == "promotionalEntitlements[1].usageLimit"


def test_the_features_of_a_group_are_granted_together_and_go_together(shop: TemplateApi) -> None:
    assert grant_group(shop, "team", row(CALLS, usageLimit=7), row(SEATS, usageLimit=9)) == [(SEATS, 9), (CALLS, 7)]
    assert groups_of(shop) == {SEATS: ["team"], CALLS: ["team"]}
    assert code_of(shop, REVOKE, input={**ACME, "featureId": SEATS}) == "EntitlementBelongsToFeatureGroupError"
    assert grant(shop, promotion(SEATS, usageLimit=1)).error["code"] == "EntitlementBelongsToFeatureGroupError"
    assert of_group(shop, "revoke", "team") == [CALLS, SEATS]
    assert groups_of(shop) == {}
    assert told() == [("Granted", CALLS), ("Granted", SEATS), ("Revoked", CALLS), ("Revoked", SEATS)]


def test_what_is_granted_already_needs_no_new_value(shop: TemplateApi) -> None:
    grant(shop, promotion(SEATS, usageLimit=3))
    assert grant_group(shop, "team", row(CALLS, usageLimit=7)) == [(SEATS, 3), (CALLS, 7)]
    assert groups_of(shop) == {SEATS: ["team"], CALLS: ["team"]}
    assert grant_group(shop, "team", row(SEATS, usageLimit=4)) == [(SEATS, 4), (CALLS, 7)]
    assert told() == [("Granted", SEATS), ("Granted", CALLS), ("Updated", SEATS)]


def test_what_came_with_another_group_too_stays_when_one_goes(shop: TemplateApi) -> None:
    grant_group(shop, "team", row(CALLS, usageLimit=7), row(SEATS, usageLimit=9))
    grant_group(shop, "big", row(SSO))
    assert groups_of(shop) == {SEATS: ["team", "big"], CALLS: ["team"], SSO: ["big"]}
    assert of_group(shop, "revoke", "team") == [CALLS]
    assert groups_of(shop) == {SEATS: ["big"], SSO: ["big"]}


def test_what_is_unlinked_stays_by_itself(shop: TemplateApi) -> None:
    grant_group(shop, "team", row(CALLS, usageLimit=7), row(SEATS, usageLimit=9))
    assert of_group(shop, "unlink", "team") == [CALLS, SEATS]
    assert groups_of(shop) == {SEATS: [], CALLS: []}
    assert shop.delete(f"{PROMOTIONS}/{SEATS}").status == 200


@pytest.mark.parametrize(
    ("group_id", "rows", "code"),
    [
        ("unknown", [], "FeatureGroupNotFoundError"),
        ("team", [row(SEATS, usageLimit=9)], "FeatureGroupMissingFeaturesError"),
        ("team", [], "FeatureGroupMissingFeaturesError"),
        ("team", [row(SEATS, usageLimit=9), row(SSO)], "FeatureNotBelongToFeatureGroupError"),
        ("team", [row(SEATS, usageLimit=9), row(CALLS)], "InvalidArgumentError"),
        ("team", [row(SEATS, usageLimit=9)] * 2, "InvalidArgumentError"),
    ],
)
def test_a_group_that_cannot_be_granted(
    shop: TemplateApi, group_id: str, rows: list[dict[str, Any]], code: str
) -> None:
    asked = {**ACME, "featureGroupId": group_id, "promotionalEntitlements": rows}
    assert code_of(shop, GRANT_GROUP, input=asked) == code
    assert granted(shop) == []


def test_a_group_that_is_archived_or_was_not_granted(shop: TemplateApi) -> None:
    for verb in ("revoke", "unlink"):
        asked = {**ACME, "featureGroupId": "team"}
        code = code_of(shop, OF_GROUP % (verb.capitalize(), verb), input=asked)
        assert code == "PromotionalEntitlementNotFoundError"
    own = '{featureGroupId: "team", environmentId: "development"}'
    ask(shop, f"mutation {{ archiveFeatureGroup(input: {own}) {{ id }} }}")
    asked = {**ACME, "featureGroupId": "team", "promotionalEntitlements": [row(SEATS, usageLimit=9)]}
    assert code_of(shop, GRANT_GROUP, input=asked) == "EntityIsArchivedError"


def test_a_browser_may_grant_nothing(api: TemplateApi) -> None:
    publishable = api_of(open_environment().keys[1].secret)
    assert code_of(publishable, GRANT, input={**ACME, "promotionalEntitlements": [row(SSO)]}) == "IdentityForbidden"
