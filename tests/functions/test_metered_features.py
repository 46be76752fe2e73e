"""Meters and unit transformations through the API, and what they do to reports, checks and lists."""

from typing import Any

import pytest

from tests.support.catalog import create_feature, create_plan, create_product, grant, publish
from tests.support.clock import FixedClock
from tests.support.template_api import Answer, TemplateApi

METER = {
    "aggregation": {"function": "SUM", "field": "bytes"},
    "filters": [
        {
            "conditions": [
                {"field": "eventName", "operation": "EQUALS", "value": "upload"},
                {"field": "region", "operation": "IN", "values": ["eu", "us"]},
            ]
        },
        {"conditions": [{"field": "trace", "operation": "IS_NULL"}]},
    ],
}
GIGABYTES = {"divide": 1_000_000_000, "round": "UP", "featureUnits": "GB", "featureUnitsPlural": "GB"}


def feature_url(feature_id: str = "feature-seats") -> str:
    return f"/api/v1/features/{feature_id}"


def sell(api: TemplateApi, feature_id: str = "feature-seats", **value: Any) -> None:
    """Sell the feature to acme."""
    create_product(api)
    create_plan(api)
    grant(api, "plan-pro", feature_id, **{"usageLimit": 5, **value})
    publish(api)
    api.post("/api/v1/customers", id="acme")
    assert api.post("/api/v1/subscriptions", customerId="acme", planId="plan-pro").status == 201


def report(api: TemplateApi, value: Any, feature_id: str = "feature-seats", **fields: Any) -> Answer:
    return api.post("/api/v1/usage", usages=[{"customerId": "acme", "featureId": feature_id, "value": value, **fields}])


def check(api: TemplateApi, feature_id: str = "feature-seats", **query: Any) -> Any:
    return api.get("/api/v1/customers/acme/entitlements/check", featureId=feature_id, **query).data


def test_a_meter_is_kept_and_shown(api: TemplateApi) -> None:
    created = create_feature(api, meter=METER)
    first, second = created["meter"]["filters"]
    assert created["meter"]["aggregation"] == METER["aggregation"]
    assert first["conditions"] == [
        {"field": "eventName", "operation": "EQUALS", "value": "upload", "values": None},
        {"field": "region", "operation": "IN", "value": None, "values": ["eu", "us"]},
    ]
    assert second["conditions"] == [{"field": "trace", "operation": "IS_NULL", "value": None, "values": None}]
    assert api.get(feature_url()).data == created
    assert api.get("/api/v1/features").data == [created]


def test_a_meter_is_given_changed_and_taken_away_later(api: TemplateApi) -> None:
    assert create_feature(api)["meter"] is None
    assert api.patch(feature_url(), meter=METER).data["meter"]["aggregation"] == METER["aggregation"]
    counting = {**METER, "aggregation": {"function": "COUNT"}}
    changed = api.patch(feature_url(), meter=counting).data
    assert changed["meter"]["aggregation"] == {"function": "COUNT", "field": None}
    assert api.patch(feature_url(), displayName="Places").data["meter"] == changed["meter"]
    assert api.patch(feature_url(), meter=None).data["meter"] is None


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ({"featureType": "BOOLEAN"}, "MeteringNotAvailableForFeatureType"),
        (
            {"featureType": "ENUM", "enumConfiguration": [{"displayName": "A", "value": "a"}]},
            "MeteringNotAvailableForFeatureType",
        ),
        ({"featureType": "NUMBER"}, "MeterMustBeAssociatedToMeteredFeature"),
    ],
)
def test_only_a_metered_feature_has_a_meter(api: TemplateApi, kind: dict[str, Any], code: str) -> None:
    refused = api.post("/api/v1/features", id="feature-a", displayName="A", meter=METER, **kind)
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, code, "meter")
    create_feature(api, "feature-b", **kind)
    refused = api.patch(feature_url("feature-b"), meter=METER)
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, code, "meter")
    assert refused.error.get("featureType") == (None if kind["featureType"] == "NUMBER" else kind["featureType"])


def test_a_condition_that_cannot_be_is_named(api: TemplateApi) -> None:
    conditions = [METER["filters"][0]["conditions"][0], {"field": "size", "operation": "LESS_THAN", "value": "many"}]
    meter = {**METER, "filters": [METER["filters"][1], {"conditions": conditions}]}
    kind = {"displayName": "F", "featureType": "NUMBER", "meterType": "INCREMENTAL"}
    refused = api.post("/api/v1/features", id="feature-a", meter=meter, **kind)
    assert (refused.status, refused.error["code"]) == (400, "InvalidArgumentError")
    assert refused.error["field"] == "meter.filters[1].conditions[1].value"
    unknown = {**METER, "filters": [{"conditions": [{"field": "size", "operation": "LIKE", "value": "1"}]}]}
    refused = api.post("/api/v1/features", id="feature-a", meter=unknown, **kind)
    assert (refused.status, refused.error["code"]) == (400, "BadUserInput")
    assert refused.error["field"] == "meter.filters[0].conditions[0].operation"


def test_usage_of_a_feature_with_a_meter_is_not_reported(api: TemplateApi) -> None:
    create_feature(api, meter=METER)
    create_feature(api, "feature-calls")
    api.post("/api/v1/customers", id="acme")
    code = "CannotReportUsageForEntitlementWithMeterError"
    assert report(api, 1).error["code"] == code
    sell(api)
    refused = report(api, 1)
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, code, "usages[0].featureId")
    assert check(api)["currentUsage"] == 0


def test_a_feature_that_gets_a_meter_stops_taking_reports_within_a_minute(api: TemplateApi, clock: FixedClock) -> None:
    create_feature(api)
    sell(api)
    assert report(api, 1).status == 201
    api.patch(feature_url(), meter=METER)
    clock.advance(seconds=60)
    assert report(api, 1).error["code"] == "CannotReportUsageForEntitlementWithMeterError"
    assert check(api)["currentUsage"] == 1


def test_a_unit_transformation_is_kept_and_shown(api: TemplateApi) -> None:
    assert create_feature(api, unitTransformation=GIGABYTES)["unitTransformation"] == GIGABYTES
    assert api.get(feature_url()).data["unitTransformation"] == GIGABYTES
    changed = api.patch(feature_url(), unitTransformation={"divide": 1000}).data["unitTransformation"]
    assert changed == {"divide": 1000, "round": "UP", "featureUnits": None, "featureUnitsPlural": None}
    assert api.patch(feature_url(), unitTransformation=None).data["unitTransformation"] is None


@pytest.mark.parametrize(
    ("transformation", "code", "field"),
    [
        ({"divide": 0}, "InvalidArgumentError", "unitTransformation.divide"),
        ({"divide": -5}, "InvalidArgumentError", "unitTransformation.divide"),
        ({"divide": 1.5}, "BadUserInput", "unitTransformation.divide"),
        ({"divide": 2**53}, "BadUserInput", "unitTransformation.divide"),
        ({"divide": "10"}, "BadUserInput", "unitTransformation.divide"),
        ({"divide": 10, "round": "NEAREST"}, "BadUserInput", "unitTransformation.round"),
        ({"round": "UP"}, "BadUserInput", "unitTransformation.divide"),
    ],
)
def test_a_transformation_that_cannot_be_is_refused(
    api: TemplateApi, transformation: dict[str, Any], code: str, field: str
) -> None:
    create_feature(api)
    for refused in (
        api.patch(feature_url(), unitTransformation=transformation),
        api.post(
            "/api/v1/features",
            id="feature-new",
            displayName="New",
            featureType="NUMBER",
            meterType="INCREMENTAL",
            unitTransformation=transformation,
        ),
    ):
        assert (refused.status, refused.error["code"], refused.error["field"]) == (400, code, field)


def test_only_a_metered_feature_has_a_unit_transformation(api: TemplateApi) -> None:
    create_feature(api, "feature-days", featureType="NUMBER")
    refused = api.patch(feature_url("feature-days"), unitTransformation={"divide": 10})
    assert (refused.status, refused.error["code"]) == (400, "InvalidArgumentError")
    assert api.patch(feature_url("feature-days"), unitTransformation=None).status == 200


@pytest.mark.parametrize("change", [{"divide": 1000}, {**GIGABYTES, "round": "DOWN"}, None])
def test_a_transformation_that_limits_are_told_in_stays(api: TemplateApi, change: dict[str, Any] | None) -> None:
    create_feature(api, unitTransformation=GIGABYTES)
    create_product(api)
    create_plan(api)
    grant(api, "plan-pro", "feature-seats", usageLimit=5)

    def refused() -> bool:
        answer = api.patch(feature_url(), unitTransformation=change)
        code = "CannotUpdateUnitTransformationError"
        return answer.status == 409 and (answer.error["code"], answer.error["field"]) == (code, "unitTransformation")

    assert refused()
    publish(api)
    assert refused()
    renamed = {**GIGABYTES, "featureUnits": "gigabyte", "featureUnitsPlural": "gigabytes"}
    assert api.patch(feature_url(), unitTransformation=renamed).data["unitTransformation"] == renamed
    api.post("/api/v1/plans/plan-pro/archive")
    assert api.patch(feature_url(), unitTransformation=change).status == 200


def test_a_feature_in_use_gets_no_transformation(api: TemplateApi) -> None:
    create_feature(api)
    sell(api)
    refused = api.patch(feature_url(), unitTransformation=GIGABYTES)
    assert (refused.status, refused.error["code"]) == (409, "CannotUpdateUnitTransformationError")


def test_bytes_are_reported_and_gigabytes_are_shown_without_rounding(api: TemplateApi) -> None:
    create_feature(api, unitTransformation=GIGABYTES)
    sell(api)
    reported = report(api, 20_000_000).data[0]
    assert (reported["value"], reported["currentUsage"]) == (20_000_000, 0.02)
    assert check(api)["currentUsage"] == 0.02
    listed = api.get("/api/v1/customers/acme/entitlements").data["entitlements"]
    assert [(each["currentUsage"], each["usageLimit"]) for each in listed] == [(0.02, 5)]
    assert report(api, 3_000_000_000, updateBehavior="SET").data[0]["currentUsage"] == 3
    assert report(api, -4_000_000_000).data[0]["currentUsage"] == 0


def test_limit_and_request_are_in_coarse_units(api: TemplateApi) -> None:
    create_feature(api, unitTransformation={"divide": 1000})
    sell(api)

    def granted(used: int, **query: Any) -> bool:
        report(api, used, updateBehavior="SET")
        return check(api, **query)["isGranted"]

    assert granted(4_999)
    assert not granted(5_000)
    assert granted(5_000, requestedUsage=0)
    assert granted(3_000, requestedUsage=2)
    assert not granted(3_000.00001, requestedUsage=2)


def test_who_holds_an_archived_plan_keeps_its_units(api: TemplateApi) -> None:
    create_feature(api, unitTransformation={"divide": 1000})
    sell(api)
    report(api, 2_000)
    api.post("/api/v1/plans/plan-pro/archive")
    assert api.patch(feature_url(), unitTransformation=None).status == 200
    assert check(api)["currentUsage"] == 2
