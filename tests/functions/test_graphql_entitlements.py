"""Entitlements and usage through GraphQL."""

import json
import os
from typing import Any

import boto3
import pytest

from tests.support.catalog import create_feature, create_plan, create_product, grant, publish
from tests.support.clock import FixedClock
from tests.support.graphql import ask, code_of, given_metered_catalogue, refusal_of
from tests.support.template_api import TemplateApi

CHECK = """
query ($query: FetchEntitlementQuery!) {
  entitlement(query: $query) {
    isGranted accessDeniedReason customerId resourceId usageLimit currentUsage requestedUsage requestedValues
    hasUnlimitedUsage hasSoftLimit enumValues resetPeriod usagePeriodStart usagePeriodEnd nextResetDate validUntil
    resetPeriodConfiguration { ... on MonthlyResetPeriodConfig { monthlyAccordingTo } }
    feature { refId displayName featureType meterType featureUnits }
  }
}
"""
REPORT = """
mutation ($input: ReportUsageInput!) {
  reportUsage(input: $input) {
    id customerId featureId currentUsage timestamp usagePeriodStart usagePeriodEnd nextResetDate credit { consumed }
  }
}
"""
CALLED = {"field": "eventName", "operation": "EQUALS", "value": "call"}
BULK = "mutation ($input: ReportUsageBulkInput!) { reportUsageBulk(input: $input) { featureId currentUsage } }"


@pytest.fixture
def acme(api: TemplateApi) -> TemplateApi:
    """The API with a customer on the paid plan."""
    given_metered_catalogue(api)
    document = "mutation ($input: ProvisionCustomerInput!) { provisionCustomer(input: $input) { customer { id } } }"
    plan = {"planId": "plan-pro", "billingPeriod": "MONTHLY"}
    ask(api, document, input={"customerId": "acme", "subscriptionParams": plan})
    return api


def check(api: TemplateApi, feature_id: str, customer_id: str = "acme", **options: Any) -> dict[str, Any]:
    """Check a feature; return the entitlement."""
    question = {"customerId": customer_id, "featureId": feature_id, "options": options}
    return ask(api, CHECK, query=question)["entitlement"]


def report(api: TemplateApi, feature_id: str, value: Any, **fields: Any) -> dict[str, Any]:
    """Report usage; return the measurement."""
    usage = {"customerId": "acme", "featureId": feature_id, "value": value, **fields}
    return ask(api, REPORT, input=usage)["reportUsage"]


def test_a_metered_entitlement_tells_limit_usage_and_period(acme: TemplateApi) -> None:
    report(acme, "feature-api-calls", 7)
    assert check(acme, "feature-api-calls", requestedUsage=3) == {
        "isGranted": True,
        "accessDeniedReason": None,
        "customerId": "acme",
        "resourceId": None,
        "usageLimit": 1000,
        "currentUsage": 7,
        "requestedUsage": 3,
        "requestedValues": None,
        "hasUnlimitedUsage": False,
        "hasSoftLimit": False,
        "enumValues": None,
        "resetPeriod": "MONTH",
        "usagePeriodStart": "2026-01-15T00:00:00.000Z",
        "usagePeriodEnd": "2026-02-15T00:00:00.000Z",
        "nextResetDate": "2026-02-15T00:00:00.000Z",
        "validUntil": 1771113600000,
        "resetPeriodConfiguration": {"monthlyAccordingTo": "SubscriptionStart"},
        "feature": {
            "refId": "feature-api-calls",
            "displayName": "feature-api-calls",
            "featureType": "NUMBER",
            "meterType": "Incremental",
            "featureUnits": None,
        },
    }


@pytest.mark.parametrize(
    ("feature_id", "options", "reason"),
    [
        ("feature-sso", {}, None),
        ("feature-retention", {"requestedUsage": 30}, None),
        ("feature-retention", {"requestedUsage": 31}, "RequestedUsageExceedingLimit"),
        ("feature-api-calls", {"requestedUsage": 1000.5}, "RequestedUsageExceedingLimit"),
        ("feature-regions", {"requestedValues": ["eu"]}, None),
        ("feature-regions", {"requestedValues": ["us"]}, "RequestedValuesMismatch"),
        ("feature-sso", {"requestedUsage": 1}, "FeatureTypeMismatch"),
        ("unknown", {}, "FeatureNotFound"),
    ],
)
def test_a_check_says_why_not(acme: TemplateApi, feature_id: str, options: dict[str, Any], reason: str | None) -> None:
    verdict = check(acme, feature_id, **options, shouldTrack=True)
    assert (verdict["isGranted"], verdict["accessDeniedReason"]) == (reason is None, reason)


def test_an_unknown_customer_is_denied_not_an_error(acme: TemplateApi) -> None:
    assert check(acme, "feature-sso", customer_id="nobody")["accessDeniedReason"] == "CustomerNotFound"
    state = '{ entitlementsState(query: {customerId: "nobody"}) { accessDeniedReason entitlements { isGranted } } }'
    assert ask(acme, state)["entitlementsState"] == {"accessDeniedReason": "CustomerNotFound", "entitlements": []}


def test_a_transformed_unit_is_shown_with_its_name(api: TemplateApi) -> None:
    transformation = {"divide": 1000, "featureUnits": "thousand"}
    create_feature(api, unitTransformation=transformation, featureUnits="one", featureUnitsPlural="ones")
    create_product(api)
    create_plan(api)
    grant(api, "plan-pro", "feature-seats", usageLimit=5)
    publish(api)
    document = "mutation ($input: ProvisionCustomerInput!) { provisionCustomer(input: $input) { customer { id } } }"
    ask(api, document, input={"customerId": "acme", "subscriptionParams": {"planId": "plan-pro"}})
    assert report(api, "feature-seats", 1_500)["currentUsage"] == 1.5
    shown = "currentUsage feature { featureUnits featureUnitsPlural unitTransformation { divide round } }"
    question = '{customerId: "acme", featureId: "feature-seats"}'
    assert ask(api, f"{{ entitlement(query: {question}) {{ {shown} }} }}")["entitlement"] == {
        "currentUsage": 1.5,
        "feature": {
            "featureUnits": "thousand",
            "featureUnitsPlural": "ones",
            "unitTransformation": {"divide": 1000, "round": "UP"},
        },
    }


def test_a_feature_tells_whether_it_has_a_meter(acme: TemplateApi) -> None:
    meter = {"aggregation": {"function": "COUNT"}, "filters": [{"conditions": [CALLED]}]}
    assert acme.patch("/api/v1/features/feature-seats", meter=meter).status == 200
    shown = "subscriptions { plan { entitlements { feature { refId hasMeter } } } }"
    subscription = ask(acme, f'{{ getCustomerByRefId(input: {{customerId: "acme"}}) {{ {shown} }} }}')
    granted = subscription["getCustomerByRefId"]["subscriptions"][0]["plan"]["entitlements"]
    assert {each["feature"]["refId"] for each in granted if each["feature"]["hasMeter"]} == {"feature-seats"}
    usage = {"customerId": "acme", "featureId": "feature-seats", "value": 1}
    assert code_of(acme, REPORT, input=usage) == "CannotReportUsageForEntitlementWithMeterError"


def test_the_question_is_sent_once_as_query_or_as_input(acme: TemplateApi) -> None:
    question = '{customerId: "acme", featureId: "feature-sso"}'
    for name in ("query", "input"):
        assert ask(acme, f"{{ entitlement({name}: {question}) {{ isGranted }} }}") == {
            "entitlement": {"isGranted": True}
        }
    for arguments in (f"query: {question}, input: {question}", "query: null"):
        assert code_of(acme, f"{{ entitlement({arguments}) {{ isGranted }} }}") == "BadUserInput"


def test_all_entitlements_are_listed_in_both_generations(acme: TemplateApi) -> None:
    document = """{
      cachedEntitlements(query: {customerId: "acme"}) { feature { refId } isGranted }
      entitlementsState(query: {customerId: "acme"}) {
        accessDeniedReason
        entitlements { feature { refId } isGranted }
        entitlementsV2 { __typename ... on FeatureEntitlement { feature { refId } validUntil } }
      }
    }"""
    data = ask(acme, document)
    listed = data["cachedEntitlements"]
    features = ["feature-api-calls", "feature-regions", "feature-retention", "feature-seats", "feature-sso"]
    assert [each["feature"]["refId"] for each in listed] == features
    assert data["entitlementsState"]["entitlements"] == listed
    assert data["entitlementsState"]["accessDeniedReason"] is None
    second = data["entitlementsState"]["entitlementsV2"]
    assert {each["__typename"] for each in second} == {"FeatureEntitlement"}
    assert second[0]["validUntil"] == "2026-02-15T00:00:00.000Z"


def test_usage_is_reported_as_difference_and_as_total(acme: TemplateApi) -> None:
    assert report(acme, "feature-api-calls", 5) == {
        "id": "measurement-1",
        "customerId": "acme",
        "featureId": "feature-api-calls",
        "currentUsage": 5,
        "timestamp": "2026-01-15T10:30:00.000Z",
        "usagePeriodStart": "2026-01-15T00:00:00.000Z",
        "usagePeriodEnd": "2026-02-15T00:00:00.000Z",
        "nextResetDate": "2026-02-15T00:00:00.000Z",
        "credit": None,
    }
    assert report(acme, "feature-api-calls", 2.5)["currentUsage"] == 7.5
    assert report(acme, "feature-api-calls", 4, updateBehavior="SET")["currentUsage"] == 4
    assert report(acme, "feature-seats", 2, dimensions={"office": "Berlin"})["nextResetDate"] is None


def test_the_same_idempotency_key_counts_once(acme: TemplateApi) -> None:
    first = report(acme, "feature-api-calls", 5, idempotencyKey="once")
    assert report(acme, "feature-api-calls", 5, idempotencyKey="once") == first


def test_usage_starts_from_zero_with_the_next_period(acme: TemplateApi, clock: FixedClock) -> None:
    report(acme, "feature-api-calls", 1000)
    assert check(acme, "feature-api-calls")["isGranted"] is False
    clock.set("2026-02-15T00:00:00+00:00")
    assert (check(acme, "feature-api-calls")["currentUsage"], check(acme, "feature-api-calls")["isGranted"]) == (
        0,
        True,
    )


def test_a_bulk_is_recorded_in_its_order_or_not_at_all(acme: TemplateApi) -> None:
    usages = [
        {"customerId": "acme", "featureId": feature, "value": 1} for feature in ("feature-seats", "feature-api-calls")
    ]
    reported = ask(acme, BULK, input={"usages": usages})["reportUsageBulk"]
    assert [each["featureId"] for each in reported] == ["feature-seats", "feature-api-calls"]
    refused = refusal_of(acme, BULK, input={"usages": [*usages, {**usages[0], "featureId": "unknown"}]})
    assert (refused["extensions"]["code"], refused["extensions"]["field"]) == ("FeatureNotFound", "usages[2].featureId")
    assert check(acme, "feature-seats")["currentUsage"] == 1
    assert code_of(acme, BULK, input={"usages": []}) == "InvalidArgumentError"


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"featureId": "feature-sso"}, "MeteringNotAvailableForFeatureType", "featureId"),
        ({"featureId": "unknown"}, "FeatureNotFound", "featureId"),
        ({"customerId": "nobody"}, "CustomerNotFound", "customerId"),
        ({"resourceId": "site"}, "CustomerResourceNotFound", "resourceId"),
        ({"value": 2**53}, "UsageMeasurementDiffOutOfRangeError", "value"),
        ({"createdAt": "2026-01-15T11:00:00Z"}, "InvalidArgumentError", "createdAt"),
        ({"dimensions": {"model": {"name": "x"}}}, "BadUserInput", "dimensions.model"),
        ({"dimensions": {"model": None}}, "BadUserInput", "dimensions.model"),
    ],
)
def test_a_measurement_that_cannot_be_is_refused_by_its_field(
    acme: TemplateApi, fields: dict[str, Any], code: str, field: str
) -> None:
    usage = {"customerId": "acme", "featureId": "feature-api-calls", "value": 1, **fields}
    refused = refusal_of(acme, REPORT, input=usage)
    assert (refused["extensions"]["code"], refused["extensions"]["field"]) == (code, field)
    assert "usages" not in refused["message"]


@pytest.mark.parametrize(
    "literal", ["NaN", "1e999999999", "1e99999999999999999999", "-0e999999999", "true", '"1"', "[1]"]
)
def test_what_is_no_number_is_refused(acme: TemplateApi, literal: str) -> None:
    usage = f'{{customerId: "acme", featureId: "feature-seats", value: {literal}}}'
    assert code_of(acme, f"mutation {{ reportUsage(input: {usage}) {{ id }} }}") == "BadUserInput"
    variable = '{"query": "query ($n: Float) { entitlement(query: {customerId: \\"a\\", featureId: \\"f\\", '
    body = variable + 'options: {requestedUsage: $n}}) { isGranted } }", "variables": {"n": ' + literal + "}}"
    errors = acme.call("POST", "/graphql", raw=body).body["errors"]
    assert [error["extensions"]["code"] for error in errors] == ["BadUserInput"]


def test_numbers_keep_their_digits(acme: TemplateApi) -> None:
    assert report(acme, "feature-seats", 0.1)["currentUsage"] == 0.1
    assert report(acme, "feature-seats", 0.2)["currentUsage"] == 0.3
    assert check(acme, "feature-seats", requestedUsage=1e25)["requestedUsage"] == 1e25


def test_json_written_into_the_document_is_as_exact_as_in_a_variable(acme: TemplateApi) -> None:
    def reported(dimensions: str) -> str:
        usage = f'customerId: "acme", featureId: "feature-seats", value: 1, dimensions: {{{dimensions}}}'
        return f"mutation {{ reportUsage(input: {{{usage}}}) {{ id }} }}"

    ask(acme, reported('model: "x", size: 1.5, cached: true, n: 1'))
    for number in ("1e400", "9" * 400):
        assert code_of(acme, reported(f"n: {number}")) == "BadUserInput"
    rows = boto3.client("dynamodb").scan(TableName=os.environ["OCCURRENCES_TABLE"])["Items"]
    assert [json.loads(json.loads(row["D"]["S"])["dimensions"]) for row in rows] == [
        {"cached": True, "model": "x", "n": 1, "size": 1.5}
    ]


@pytest.mark.parametrize("instant", ["yesterday", "2026-01-15T10:00:00", 5])
def test_what_is_no_instant_is_refused(acme: TemplateApi, instant: Any) -> None:
    usage = {"customerId": "acme", "featureId": "feature-seats", "value": 1, "createdAt": instant}
    assert code_of(acme, REPORT, input=usage) == "BadUserInput"
