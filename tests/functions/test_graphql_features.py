"""Features and feature groups through GraphQL."""

from typing import Any

import pytest

from tests.support.catalog import create_feature, create_plan, create_product, grant, publish
from tests.support.clock import FixedClock
from tests.support.events import event_names
from tests.support.graphql import ask, code_of, refusal_of
from tests.support.grouping import given_grouped_plan
from tests.support.template_api import TemplateApi

SHOWN = "{ refId displayName description featureType meterType featureStatus featureUnits additionalMetaData hasMeter }"
CREATE = f"mutation ($input: FeatureInput!) {{ createOneFeature(input: $input) {SHOWN} }}"
UPDATE = f"mutation ($input: UpdateFeatureInput!) {{ updateOneFeature(input: $input) {SHOWN} }}"
HERE = {"environmentId": "development"}
SEATS: dict[str, Any] = {"refId": "feature-seats", "displayName": "Seats", "featureType": "NUMBER", **HERE}
METER = {
    "aggregation": {"function": "SUM", "field": "bytes"},
    "filters": [{"conditions": [{"field": "eventName", "operation": "EQUALS", "value": "upload"}]}],
}


def in_rest(api: TemplateApi, feature_id: str = "feature-seats") -> Any:
    """Return the feature as REST shows it."""
    return api.get(f"/api/v1/features/{feature_id}").data


def test_a_feature_is_created_with_everything_that_is_said(api: TemplateApi) -> None:
    said = {
        "description": "Who works",
        "featureStatus": "NEW",
        "featureUnits": "byte",
        "featureUnitsPlural": "bytes",
        "meterType": "Incremental",
        "meter": METER,
        "unitTransformation": {"divide": 1000, "featureUnits": "kB"},
        "additionalMetaData": {"team": "core"},
        "enumConfiguration": None,
    }
    assert ask(api, CREATE, input={**SEATS, **said})["createOneFeature"] == {
        "refId": "feature-seats",
        "displayName": "Seats",
        "description": "Who works",
        "featureType": "NUMBER",
        "meterType": "Incremental",
        "featureStatus": "NEW",
        "featureUnits": "byte",
        "additionalMetaData": {"team": "core"},
        "hasMeter": True,
    }
    stored = in_rest(api)
    assert stored["meter"]["aggregation"] == {"function": "SUM", "field": "bytes"}
    assert stored["unitTransformation"]["divide"] == 1000
    assert (stored["meterType"], stored["featureUnitsPlural"]) == ("INCREMENTAL", "bytes")


def test_what_is_null_at_creation_counts_as_left_out(api: TemplateApi) -> None:
    nothing = dict.fromkeys(("meterType", "featureStatus", "additionalMetaData", "meter", "description"))
    created = ask(api, CREATE, input={**SEATS, **nothing})["createOneFeature"]
    assert (created["meterType"], created["featureStatus"], created["hasMeter"]) == ("None", "ACTIVE", False)


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"refId": "a b"}, "InvalidArgumentError", "refId"),
        ({"displayName": ""}, "BadUserInput", "displayName"),
        ({"additionalMetaData": {"a": 1}}, "BadUserInput", "additionalMetaData.a"),
        ({"additionalMetaData": {"": "a"}}, "InvalidMetadataError", "additionalMetaData"),
        ({"meter": METER}, "MeterMustBeAssociatedToMeteredFeature", "meter"),
        ({"featureType": "BOOLEAN", "meter": METER}, "MeteringNotAvailableForFeatureType", "meter"),
        ({"featureType": "BOOLEAN", "meterType": "Fluctuating"}, "InvalidArgumentError", "meterType"),
        ({"featureType": "ENUM"}, "InvalidArgumentError", "enumConfiguration"),
        ({"unitTransformation": {"divide": 10}}, "InvalidArgumentError", "unitTransformation"),
        ({"environmentId": "production"}, "EnvironmentMissing", None),
    ],
)
def test_a_feature_that_cannot_be_is_refused(
    api: TemplateApi, fields: dict[str, Any], code: str, field: str | None
) -> None:
    extensions = refusal_of(api, CREATE, input={**SEATS, **fields})["extensions"]
    assert (extensions["code"], extensions.get("field")) == (code, field)
    assert api.get("/api/v1/features").data == []


def test_an_update_changes_what_is_sent_and_null_clears(api: TemplateApi) -> None:
    ask(api, CREATE, input={**SEATS, "meterType": "Incremental", "description": "Who", "meter": METER})
    changes = {"displayName": "Places", "description": None, "meter": None, "additionalMetaData": {"a": "b"}}
    updated = ask(api, UPDATE, input={"refId": "feature-seats", **changes, **HERE})["updateOneFeature"]
    assert (updated["displayName"], updated["description"], updated["hasMeter"]) == ("Places", None, False)
    assert (updated["additionalMetaData"], updated["meterType"]) == ({"a": "b"}, "Incremental")
    assert code_of(api, UPDATE, input={"refId": "feature-none", **HERE}) == "FeatureNotFound"
    assert code_of(api, UPDATE, input={"refId": "feature-seats", "displayName": None, **HERE}) == "BadUserInput"


@pytest.mark.parametrize("named_by", ["id", "refId"])
def test_a_feature_is_archived_and_taken_back_by_either_id(api: TemplateApi, clock: FixedClock, named_by: str) -> None:
    names = ask(api, CREATE.replace(SHOWN, "{ id refId }"), input=SEATS)["createOneFeature"]
    document = "mutation ($id: String!) {{ {}Feature(input: {{id: $id}}) {{ featureStatus }} }}"
    archived = ask(api, document.format("archive"), id=names[named_by])
    assert archived == {"archiveFeature": {"featureStatus": "SUSPENDED"}}
    assert code_of(api, document.format("archive"), id=names[named_by]) == "EntityIsArchivedError"
    back = document.format("unarchive").replace("{id: $id}", '{id: $id, environmentId: "development"}')
    assert ask(api, back, id=names[named_by]) == {"unarchiveFeature": {"featureStatus": "ACTIVE"}}
    assert event_names(clock) == ["FeatureCreated", "FeatureArchived", "FeatureUpdated"]
    for unknown in ("feature-none", "5f0c1f7e-6a51-4a3c-9d5e-2f1a7b1c0d21"):
        assert code_of(api, document.format("archive"), id=unknown) == "FeatureNotFound"


def test_an_id_that_looks_internal_is_its_callers_first(api: TemplateApi) -> None:
    names = ask(api, CREATE.replace(SHOWN, "{ id refId }"), input=SEATS)["createOneFeature"]
    create_feature(api, names["id"])
    document = "mutation ($id: String!) { archiveFeature(input: {id: $id}) { refId } }"
    assert ask(api, document, id=names["id"])["archiveFeature"]["refId"] == names["id"]


def test_a_feature_tells_where_it_is_used(api: TemplateApi) -> None:
    values = [{"displayName": value, "value": value} for value in ("eu", "us", "asia")]
    create_feature(api, "feature-regions", featureType="ENUM", enumConfiguration=values)
    update = UPDATE.replace(SHOWN, "{ hasEntitlements usedEnumValues }")

    def told() -> Any:
        return ask(api, update, input={"refId": "feature-regions", **HERE})["updateOneFeature"]

    assert told() == {"hasEntitlements": False, "usedEnumValues": []}
    create_product(api)
    create_plan(api)
    grant(api, "plan-pro", "feature-regions", enumValues=["us", "eu"])
    assert told() == {"hasEntitlements": True, "usedEnumValues": ["eu", "us"]}


# Feature groups.

GROUP = "{ featureGroupId displayName description status versionNumber isLatest features { refId } }"
DOCUMENTS = {
    "createFeatureGroup": "CreateFeatureGroupInput!",
    "updateFeatureGroup": "UpdateFeatureGroupInput!",
    "archiveFeatureGroup": "ArchiveFeatureGroupInput!",
    "unarchiveFeatureGroup": "UnArchiveFeatureGroupInput!",
}
TEAM: dict[str, Any] = {"featureGroupId": "group-team", **HERE}


def document(root: str, shown: str = GROUP) -> str:
    """Return the mutation of a feature group."""
    return f"mutation ($input: {DOCUMENTS[root]}) {{ {root}(input: $input) {shown} }}"


def change(api: TemplateApi, root: str, /, **fields: Any) -> Any:
    """Change the group and return it."""
    return ask(api, document(root), input={**TEAM, **fields})[root]


def versions(api: TemplateApi, number: int | None = None) -> Any:
    """Return a version of the group, the latest where no number is given."""
    query = f"query ($input: FetchFeatureGroupInput!) {{ featureGroup(input: $input) {GROUP} }}"
    return ask(api, query, input={"featureGroupId": "group-team", "versionNumber": number})["featureGroup"]


@pytest.fixture
def group(api: TemplateApi) -> Any:
    """A group of two features."""
    create_feature(api)
    create_feature(api, "feature-sso", featureType="BOOLEAN")
    return change(api, "createFeatureGroup", displayName="Team", features=["feature-seats", "feature-sso"])


def test_a_group_is_created_edited_and_archived(api: TemplateApi, clock: FixedClock, group: Any) -> None:
    first = {
        "featureGroupId": "group-team",
        "displayName": "Team",
        "description": None,
        "status": "PUBLISHED",
        "versionNumber": 1,
        "isLatest": True,
        "features": [{"refId": "feature-seats"}, {"refId": "feature-sso"}],
    }
    assert group == first
    clock.advance(minutes=1)
    second = {**first, "description": "For teams", "versionNumber": 2, "features": [{"refId": "feature-sso"}]}
    assert change(api, "updateFeatureGroup", description="For teams", features=["feature-sso"]) == second
    assert (versions(api), versions(api, 2), versions(api, 1)) == (second, second, {**first, "isLatest": False})
    assert change(api, "archiveFeatureGroup") == {**second, "status": "ARCHIVED"}
    assert change(api, "unarchiveFeatureGroup") == second
    assert event_names(clock)[2:] == [
        "FeatureGroupCreated",
        "FeatureGroupUpdated",
        "FeatureGroupArchived",
        "FeatureGroupUnArchived",
    ]


def test_features_join_a_group_by_either_id(api: TemplateApi) -> None:
    internal = ask(api, CREATE.replace(SHOWN, "{ id }"), input=SEATS)["createOneFeature"]["id"]
    created = change(api, "createFeatureGroup", displayName="Team", features=[internal])
    assert created["features"] == [{"refId": "feature-seats"}]


@pytest.mark.parametrize(
    ("root", "fields", "code", "field"),
    [
        ("createFeatureGroup", {"displayName": "X", "features": ["feature-sso"]}, "DuplicatedEntityNotAllowed", None),
        (
            "createFeatureGroup",
            {"featureGroupId": "a b", "displayName": "X", "features": ["feature-sso"]},
            "InvalidArgumentError",
            "featureGroupId",
        ),
        (
            "createFeatureGroup",
            {"displayName": "x" * 256, "features": ["feature-sso"]},
            "BadUserInput",
            "displayName",
        ),
        ("updateFeatureGroup", {"features": []}, "InvalidArgumentError", "features"),
        ("updateFeatureGroup", {"features": ["feature-none"]}, "FeatureNotFound", None),
        ("updateFeatureGroup", {"features": ["feature-sso", "feature-sso"]}, "InvalidArgumentError", "features[1]"),
        ("updateFeatureGroup", {"displayName": None}, "BadUserInput", "displayName"),
        ("updateFeatureGroup", {"featureGroupId": "group-none"}, "FeatureGroupNotFoundError", None),
        ("archiveFeatureGroup", {"featureGroupId": "group-none"}, "FeatureGroupNotFoundError", None),
        ("unarchiveFeatureGroup", {"featureGroupId": "group-none"}, "FeatureGroupNotFoundError", None),
        ("archiveFeatureGroup", {"environmentId": "production"}, "EnvironmentMissing", None),
    ],
)
def test_a_change_of_a_group_that_cannot_be_is_refused(
    api: TemplateApi, group: Any, root: str, fields: dict[str, Any], code: str, field: str | None
) -> None:
    extensions = refusal_of(api, document(root), input={**TEAM, **fields})["extensions"]
    assert (extensions["code"], extensions.get("field")) == (code, field)
    assert versions(api) == group


def test_a_feature_of_a_group_is_not_archived(api: TemplateApi, group: Any) -> None:
    refused = api.post("/api/v1/features/feature-sso/archive")
    assert (refused.status, refused.error["code"]) == (409, "CannotArchiveFeatureError")
    change(api, "archiveFeatureGroup")
    assert api.post("/api/v1/features/feature-sso/archive").status == 200
    assert code_of(api, document("unarchiveFeatureGroup"), input=TEAM) == "EntityIsArchivedError"


def test_groups_are_listed_by_their_latest_version(api: TemplateApi, clock: FixedClock, group: Any) -> None:
    clock.advance(minutes=1)
    change(api, "createFeatureGroup", featureGroupId="group-b", displayName="B", features=["feature-sso"])
    change(api, "updateFeatureGroup", displayName="Teams")
    change(api, "archiveFeatureGroup", featureGroupId="group-b")

    def listed(arguments: str = "") -> list[str]:
        shown = ask(api, f"{{ featureGroups{arguments} {{ totalCount edges {{ node {{ featureGroupId }} }} }} }}")
        return [edge["node"]["featureGroupId"] for edge in shown["featureGroups"]["edges"]]

    assert listed() == ["group-b", "group-team"]
    assert listed("(filter: {status: {eq: PUBLISHED}})") == ["group-team"]
    assert listed('(filter: {displayName: {like: "Team_"}})') == ["group-team"]
    assert listed("(sorting: [{field: createdAt, direction: ASC}])") == ["group-team", "group-b"]
    assert listed('(filter: {featureGroupId: {in: ["group-b"]}})') == ["group-b"]


# Feature groups in plans.

TAKE_OUT = (
    "mutation ($packageId: String!) {"
    ' deletePackageFeatureGroup(input: {packageId: $packageId, featureGroupId: "group-calls"})'
    " { feature { refId } usageLimit featureGroupIds packageId } }"
)
ENTITLEMENT = "/api/v1/plans/plan-grouped/entitlements/feature-calls"


@pytest.fixture
def grouped(api: TemplateApi) -> None:
    """A draft that holds a group of two features."""
    create_product(api)
    create_feature(api, "feature-calls")
    create_feature(api, "feature-minutes")
    given_grouped_plan(api, "feature-calls", "feature-minutes", product_id="product-main")


@pytest.mark.usefixtures("grouped")
def test_a_group_leaves_a_plan_with_all_its_members(api: TemplateApi) -> None:
    gone = {"usageLimit": 10, "featureGroupIds": ["group-calls"], "packageId": "plan-grouped"}
    assert ask(api, TAKE_OUT, packageId="plan-grouped")["deletePackageFeatureGroup"] == [
        {"feature": {"refId": "feature-calls"}, **gone},
        {"feature": {"refId": "feature-minutes"}, **gone},
    ]
    assert api.get("/api/v1/plans/plan-grouped/entitlements").data == []
    assert code_of(api, TAKE_OUT, packageId="plan-grouped") == "FeatureGroupNotFoundError"
    assert code_of(api, TAKE_OUT, packageId="plan-none") == "PlanNotFound"


@pytest.mark.usefixtures("grouped")
def test_a_member_is_not_changed_put_in_or_deleted_alone(api: TemplateApi) -> None:
    again = {"entitlements": [{"type": "FEATURE", "id": "feature-calls", "usageLimit": 1}]}
    for refused in (
        api.patch(ENTITLEMENT, type="FEATURE", usageLimit=1),
        api.delete(ENTITLEMENT),
        api.call("POST", "/api/v1/plans/plan-grouped/entitlements", again),
    ):
        assert (refused.status, refused.error["code"]) == (409, "EntitlementBelongsToFeatureGroupError")


@pytest.mark.usefixtures("grouped")
def test_a_group_that_is_sold_is_not_archived(api: TemplateApi) -> None:
    calls = {"featureGroupId": "group-calls", **HERE}
    archive = document("archiveFeatureGroup")
    assert code_of(api, archive, input=calls) == "CannotArchiveFeatureGroupError"
    publish(api, "plan-grouped")
    ask(api, TAKE_OUT, packageId="plan-grouped")
    assert code_of(api, archive, input=calls) == "CannotArchiveFeatureGroupError"
    publish(api, "plan-grouped")
    assert ask(api, archive, input=calls)["archiveFeatureGroup"]["status"] == "ARCHIVED"
