"""Features through the API."""

from tests.support.template_api import TemplateApi


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


def test_a_field_that_is_not_honoured_yet_is_refused(api: TemplateApi) -> None:
    refused = api.post("/api/v1/features", id="f", displayName="F", featureType="NUMBER", meter={"aggregation": {}})
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, "UnsupportedParameter", "meter")


def test_an_impossible_id_in_a_path_is_not_found(api: TemplateApi) -> None:
    for identifier in ("a%20b", "a%2Fb", "%C3%BC", "x" * 300, "%23"):
        refused = api.get(f"/api/v1/features/{identifier}")
        assert (refused.status, refused.error["code"]) == (404, "FeatureNotFound")
