"""Features through the API."""

from typing import Any

import pytest

from tests.support.catalog import create_feature, create_plan, create_product, grant, publish
from tests.support.clock import FixedClock
from tests.support.events import event_names
from tests.support.template_api import TemplateApi

EU, US = {"displayName": "Europe", "value": "eu"}, {"displayName": "America", "value": "us"}


def test_a_feature_is_created_and_found(api: TemplateApi) -> None:
    created = api.post("/api/v1/features", id="feature-seats", displayName="Seats", featureType="NUMBER")
    assert created.status == 201
    assert api.get("/api/v1/features/feature-seats").data == created.data
    assert [feature["id"] for feature in api.get("/api/v1/features").data] == ["feature-seats"]


def test_an_id_that_is_taken_is_refused(api: TemplateApi) -> None:
    api.post("/api/v1/features", id="feature-sso", displayName="SSO", featureType="BOOLEAN")
    refused = api.post("/api/v1/features", id="feature-sso", displayName="SSO", featureType="BOOLEAN")
    assert (refused.status, refused.error["code"]) == (409, "DuplicatedEntityNotAllowed")
    assert refused.headers["x-should-retry"] == "false"


def test_a_mistyped_field_is_named(api: TemplateApi) -> None:
    refused = api.post("/api/v1/features", id="feature-sso", displayName="SSO", featureType="SWITCH")
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, "BadUserInput", "featureType")
    refused = api.get("/api/v1/features", limit=500)
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, "BadUserInput", "limit")


def test_the_same_idempotency_key_gets_the_first_answer(api: TemplateApi) -> None:
    body = {"id": "feature-sso", "displayName": "SSO", "featureType": "BOOLEAN"}
    first = api.call("POST", "/api/v1/features", body, headers={"Idempotency-Key": "k"})
    again = api.call("POST", "/api/v1/features", body, headers={"Idempotency-Key": "k"})
    assert (again.status, again.text) == (first.status, first.text)
    other = api.call("POST", "/api/v1/features", {**body, "id": "other"}, headers={"Idempotency-Key": "k"})
    assert (other.status, other.error["code"]) == (409, "DuplicatedEntityNotAllowed")


def test_an_impossible_id_in_a_path_is_not_found(api: TemplateApi) -> None:
    for identifier in ("a%20b", "a%2Fb", "%C3%BC", "x" * 300, "%23"):
        refused = api.get(f"/api/v1/features/{identifier}")
        assert (refused.status, refused.error["code"]) == (404, "FeatureNotFound")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"featureType": "BOOLEAN", "meterType": "INCREMENTAL"}, "meterType"),
        ({"featureType": "NUMBER", "enumConfiguration": [EU]}, "enumConfiguration"),
        ({"featureType": "ENUM"}, "enumConfiguration"),
        ({"featureType": "ENUM", "enumConfiguration": []}, "enumConfiguration"),
        ({"featureType": "ENUM", "enumConfiguration": [EU, EU]}, "enumConfiguration"),
        (
            {
                "featureType": "ENUM",
                "enumConfiguration": [{"displayName": "x" * 255, "value": f"{n:0255}"} for n in range(255)],
            },
            "enumConfiguration",
        ),
    ],
)
def test_a_feature_that_cannot_be_is_refused(api: TemplateApi, fields: dict[str, Any], field: str) -> None:
    refused = api.post("/api/v1/features", id="f", displayName="F", **fields)
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, "InvalidArgumentError", field)


def test_a_patch_changes_what_is_sent_and_null_clears(api: TemplateApi, clock: FixedClock) -> None:
    before = create_feature(api, description="Who works", featureUnits="seat", metadata={"a": "1", "b": "2"})
    clock.advance(minutes=1)
    after = api.patch("/api/v1/features/feature-seats", displayName="Places", description=None, metadata={"c": "3"})
    expected = {**before, "displayName": "Places", "description": None, "metadata": {"c": "3"}}
    assert after.data == {**expected, "updatedAt": "2026-01-15T10:31:00.000Z"}
    assert api.get("/api/v1/features/feature-seats").data == after.data
    assert event_names(clock) == ["FeatureCreated", "FeatureUpdated"]


def test_a_patch_that_changes_nothing_writes_nothing(api: TemplateApi, clock: FixedClock) -> None:
    before = create_feature(api)
    clock.advance(minutes=1)
    assert api.patch("/api/v1/features/feature-seats", displayName="feature-seats").data == before
    assert event_names(clock) == ["FeatureCreated"]


def test_units_belong_to_numbers_and_are_left_out_elsewhere(api: TemplateApi) -> None:
    create_feature(api, "feature-sso", featureType="BOOLEAN", featureUnits="x")
    assert api.patch("/api/v1/features/feature-sso", featureUnitsPlural="xs").data["featureUnitsPlural"] is None
    assert api.get("/api/v1/features/feature-sso").data["featureUnits"] is None


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"displayName": None}, "BadUserInput", "displayName"),
        ({"displayName": ""}, "BadUserInput", "displayName"),
        ({"displayName": "x" * 256}, "BadUserInput", "displayName"),
        ({"enumConfiguration": [EU]}, "InvalidArgumentError", "enumConfiguration"),
        ({"metadata": {"k": "x" * 501}}, "InvalidMetadataError", "metadata.k"),
        ({"meter": {}}, "BadUserInput", "meter.aggregation"),
        ({"unitTransformation": {}}, "BadUserInput", "unitTransformation.divide"),
    ],
)
def test_a_change_that_cannot_be_is_refused(api: TemplateApi, body: dict[str, Any], code: str, field: str) -> None:
    create_feature(api)
    refused = api.patch("/api/v1/features/feature-seats", **body)
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, code, field)


def test_a_value_that_plans_grant_cannot_go(api: TemplateApi) -> None:
    create_feature(api, "feature-regions", featureType="ENUM", enumConfiguration=[EU, US])
    create_product(api)
    create_plan(api)
    grant(api, "plan-pro", "feature-regions", enumValues=["eu"])
    refused = api.patch("/api/v1/features/feature-regions", enumConfiguration=[US])
    assert (refused.status, refused.error["code"]) == (400, "InvalidArgumentError")
    assert api.patch("/api/v1/features/feature-regions", enumConfiguration=[EU]).data["enumConfiguration"] == [EU]


def test_a_feature_that_plans_grant_is_not_archived(api: TemplateApi) -> None:
    create_feature(api)
    create_product(api)
    create_plan(api)
    grant(api, "plan-pro", "feature-seats", usageLimit=5)
    publish(api)
    refused = api.post("/api/v1/features/feature-seats/archive")
    assert (refused.status, refused.error["code"]) == (409, "CannotArchiveFeatureError")
    api.delete("/api/v1/plans/plan-pro/entitlements/feature-seats")
    assert api.post("/api/v1/features/feature-seats/archive").status == 409
    publish(api)
    assert api.post("/api/v1/features/feature-seats/archive").data["featureStatus"] == "SUSPENDED"


def test_an_archived_feature_comes_back(api: TemplateApi, clock: FixedClock) -> None:
    create_feature(api)
    api.post("/api/v1/features/feature-seats/archive")
    refused = api.post("/api/v1/features/feature-seats/archive")
    assert (refused.status, refused.error["code"]) == (409, "EntityIsArchivedError")
    assert [each["featureStatus"] for each in api.get("/api/v1/features").data] == ["SUSPENDED"]
    assert api.post("/api/v1/features/feature-seats/unarchive").data["featureStatus"] == "ACTIVE"
    assert api.post("/api/v1/features/feature-seats/unarchive").data["featureStatus"] == "ACTIVE"
    assert event_names(clock) == ["FeatureCreated", "FeatureArchived", "FeatureUpdated"]


def test_an_unknown_feature_is_not_found(api: TemplateApi) -> None:
    path = "/api/v1/features/feature-none"
    answers = [api.get(path), api.patch(path), api.post(f"{path}/archive"), api.post(f"{path}/unarchive")]
    for answer in answers:
        assert (answer.status, answer.error["code"], answer.error["refId"]) == (404, "FeatureNotFound", "feature-none")


def test_a_list_shows_what_fits_every_filter(api: TemplateApi, clock: FixedClock) -> None:
    create_feature(api, "feature-sso", featureType="BOOLEAN")
    clock.advance(hours=1)
    create_feature(api, "feature-seats")
    create_feature(api, "feature-calls", featureType="NUMBER", meterType="INCREMENTAL", featureStatus="NEW")

    def listed(**query: str) -> list[str]:
        return [feature["id"] for feature in api.get("/api/v1/features", **query).data]

    assert listed() == ["feature-seats", "feature-calls", "feature-sso"]
    assert listed(id="feature-sso") == ["feature-sso"]
    assert listed(featureType="NUMBER,ENUM", status="NEW") == ["feature-calls"]
    assert listed(meterType="FLUCTUATING,INCREMENTAL") == ["feature-seats", "feature-calls"]
    assert listed(**{"createdAt[lt]": "2026-01-15T11:30:00+00:00"}) == ["feature-sso"]
    assert listed(**{"createdAt[gte]": "2026-01-15T12:30:00+01:00"}) == ["feature-seats", "feature-calls"]


def test_walking_a_list_that_grows_repeats_none_and_skips_none(api: TemplateApi, clock: FixedClock) -> None:
    before = {create_feature(api, f"feature-{number}")["id"] for number in range(5)}
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        answer = api.get("/api/v1/features", **query)
        seen += [feature["id"] for feature in answer.data]
        clock.advance(seconds=1)
        create_feature(api, f"feature-late-{len(seen)}")
        if answer.body["pagination"]["next"] is None:
            break
        query["after"] = answer.body["pagination"]["next"]
    assert sorted(seen) == sorted(before)


def test_a_cursor_belongs_to_its_filter(api: TemplateApi) -> None:
    for number in range(2):
        create_feature(api, f"feature-{number}")
    cursor = api.get("/api/v1/features", limit=1).body["pagination"]["next"]
    for query in ({"after": cursor, "status": "NEW"}, {"after": "broken"}, {"after": cursor, "before": cursor}):
        refused = api.get("/api/v1/features", **query)
        assert (refused.status, refused.error["code"]) == (400, "BadUserInput")
