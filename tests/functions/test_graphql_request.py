"""`POST /graphql` as a transport: bodies, limits, errors, authentication."""

from typing import Any

import pytest
from graphql import get_introspection_query

from tests.support.graphql import answer_to, ask, code_of, refusal_of
from tests.support.logs import listening
from tests.support.template_api import TemplateApi

NOTHING = {"code": "BadUserInput", "isValidationError": True}


def nested(depth: int) -> str:
    """Return an introspection query of so many levels of fields."""
    return "{ __schema { types { " + "ofType { " * (depth - 3) + "name" + " }" * (depth - 1) + " }"


def told(error: dict[str, Any]) -> dict[str, Any]:
    """Return the extensions of an error without the request id, which is there."""
    extensions = dict(error["extensions"])
    assert extensions.pop("requestId")
    return extensions


def test_an_answer_carries_what_every_answer_carries(api: TemplateApi) -> None:
    answer = api.post("/graphql", query="{ __typename }")
    assert (answer.status, answer.body) == (200, {"data": {"__typename": "Query"}})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-request-id"]


def test_introspection_answers_the_standard_query(api: TemplateApi) -> None:
    schema = ask(api, get_introspection_query())["__schema"]
    assert schema["queryType"]["name"] == "Query"
    assert {"Customer", "Entitlement", "ProvisionCustomerInput"} <= {each["name"] for each in schema["types"]}


def test_the_operation_that_is_named_is_run_with_its_variables(api: TemplateApi) -> None:
    document = "query Types($all: Boolean!) { __typename @include(if: $all) sdkConfiguration { showWatermark } }"
    answer = api.post("/graphql", query=document, variables={"all": False}, operationName="Types")
    assert answer.body == {"data": {"sdkConfiguration": {"showWatermark": False}}}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("{", None),
        ('{"query": NaN}', None),
        ('"{ __typename }"', None),
        ("{}", "query"),
        ('{"query": null}', "query"),
        ('{"query": 1}', "query"),
        ('{"query": "{ __typename }", "variables": []}', "variables"),
        ('{"query": "{ __typename }", "operationName": 1}', "operationName"),
        ('{"query": "{ __typename }", "operationName": "Other"}', None),
        ("[" * 100_000, None),
    ],
)
def test_a_body_that_is_no_request_is_refused(api: TemplateApi, body: str, field: str | None) -> None:
    answer = api.call("POST", "/graphql", raw=body)
    (error,) = answer.body["errors"]
    assert answer.status == 200
    assert "data" not in answer.body
    assert told(error) == NOTHING | ({"field": field} if field else {})


@pytest.mark.parametrize(
    "document",
    [
        "",
        "{",
        "{ unknown }",
        "{ sdkConfiguration }",
        "{ sdkConfiguration(a: 1) { showWatermark } }",
        "subscription { a }",
    ],
)
def test_a_document_that_breaks_grammar_or_schema_is_refused_with_its_place(api: TemplateApi, document: str) -> None:
    answer = answer_to(api, document)
    assert "data" not in answer
    assert [told(error) for error in answer["errors"]] == [NOTHING]
    assert answer["errors"][0]["locations"]


def test_a_variable_of_the_wrong_type_is_refused(api: TemplateApi) -> None:
    document = "query ($query: FetchEntitlementQuery!) { entitlement(query: $query) { isGranted } }"
    refused = refusal_of(api, document, query={"customerId": "acme", "featureId": 1})
    assert told(refused) == NOTHING
    assert "$query" in refused["message"]
    assert "featureId" in refused["message"]


def test_null_for_what_must_not_be_null_is_the_callers_error(api: TemplateApi) -> None:
    document = 'query ($id: String = "acme") { entitlement(query: {customerId: $id, featureId: "f"}) { isGranted } }'
    refused = api.post("/graphql", query=document, variables={"id": None}).body["errors"]
    assert [told(error) for error in refused] == [NOTHING]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("{ __typename }" + " " * 32_768, "BadUserInput"),
        ("{ __typename } # " + "ü" * 16_384, "BadUserInput"),
        (nested(16), "BadUserInput"),
        ("{ ...A } fragment A on Query { ...B } fragment B on Query " + nested(16), "BadUserInput"),
        ("{" + " ...{" * 5_000 + " __typename" + " }" * 5_000 + "}", "BadUserInput"),
        ("{ entitlement(query: " + "[" * 10_000 + "]" * 10_000 + ") { isGranted } }", "BadUserInput"),
        ("{ " + "__typename " * 6 + "}", "BadUserInput"),
        ("{ ...A ...A } fragment A on Query { " + "__typename " * 3 + "}", "BadUserInput"),
        (f"query {'q' * 101} {{ __typename }}", "BadUserInput"),
        ("{ " + " ".join(f"a{index}: __typename" for index in range(16)) + " }", "GraphQLAliasesLimitExceeded"),
        (
            "{ ...A ...A } fragment A on Query { __schema { "
            + " ".join(f"a{n}: queryType {{ name }}" for n in range(8))
            + " } }",
            "GraphQLAliasesLimitExceeded",
        ),
        ("query A { __typename } query B { __typename }", "GraphQLBatchedOperationsLimitExceeded"),
    ],
)
def test_a_request_over_a_limit_is_refused_before_it_is_run(api: TemplateApi, document: str, code: str) -> None:
    refused = refusal_of(api, document)
    assert told(refused)["code"] == code
    assert told(refused)["isValidationError"] is True


@pytest.mark.parametrize(
    "document",
    [
        "{ __typename }" + " " * (32_768 - 14),
        "{ " + "__typename " * 5 + "}",
        f"query {'q' * 100} {{ __typename }}",
        "{ __schema { " + " ".join(f"a{index}: queryType {{ name }}" for index in range(15)) + " } }",
    ],
)
def test_a_request_at_a_limit_is_answered(api: TemplateApi, document: str) -> None:
    ask(api, document)


def test_a_fragment_that_holds_itself_is_refused(api: TemplateApi) -> None:
    assert code_of(api, "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }") == "BadUserInput"


def test_a_batch_of_requests_is_refused(api: TemplateApi) -> None:
    answer = api.call("POST", "/graphql", [{"query": "{ __typename }"}] * 2)
    assert told(answer.body["errors"][0])["code"] == "GraphQLBatchedOperationsLimitExceeded"


def test_an_operation_name_over_its_limit_is_refused(api: TemplateApi) -> None:
    answer = api.post("/graphql", query="{ __typename }", operationName="q" * 101)
    assert told(answer.body["errors"][0]) == NOTHING | {"field": "operationName"}


def test_an_unknown_key_is_told_in_the_errors(api: TemplateApi) -> None:
    api.caller = {"denied": "Unauthenticated"}
    assert told(refusal_of(api, "{ __typename }")) == {"code": "Unauthenticated", "isValidationError": False}
    api.caller = {"denied": "ApiKeyExpired", "keyId": "api-key-old"}
    expired = {"code": "ApiKeyExpired", "isValidationError": False, "apiKeyId": "api-key-old"}
    assert told(refusal_of(api, "{ __typename }")) == expired


def test_a_body_over_a_megabyte_is_refused(api: TemplateApi) -> None:
    assert told(refusal_of(api, "#" * 1_000_000))["code"] == "PayloadTooLarge"


def test_half_a_character_is_refused(api: TemplateApi) -> None:
    document = "query ($id: String!) { entitlement(query: {customerId: $id, featureId: $id}) { isGranted } }"
    assert code_of(api, document, id="\ud800") == "BadUserInput"
    assert code_of(api, "{ \ud800 }") == "BadUserInput"
    assert code_of(api, '{ getCustomerByRefId(input: {customerId: "\\ud800"}) { id } }') == "BadUserInput"


def test_another_environment_is_missing(api: TemplateApi) -> None:
    asked = '{customerId: "acme", environmentId: $name}'
    document = "query ($name: String) { entitlementsState(query: " + asked + ") { accessDeniedReason } }"
    api.caller |= {"environmentId": "environment-1", "environmentSlug": "development"}
    for name in ("environment-1", "development", None):
        ask(api, document, name=name)
    assert told(refusal_of(api, document, name="production"))["code"] == "EnvironmentMissing"


@pytest.mark.parametrize(
    ("field", "permission"),
    [
        ('getCustomerByRefId(input: {customerId: "acme"}) { id }', "CUSTOMER:READ"),
        ('getSubscription(input: {subscriptionId: "s"}) { id }', "SUBSCRIPTION:READ"),
        ('getActiveSubscriptions(input: {customerId: "acme"}) { id }', "SUBSCRIPTION:READ"),
    ],
)
def test_a_publishable_key_reads_entitlements_and_configuration_only(
    api: TemplateApi, field: str, permission: str
) -> None:
    api.caller["keyKind"] = "PUBLISHABLE"
    ask(api, "{ sdkConfiguration { sentryDsn } }")
    ask(api, '{ entitlement(query: {customerId: "acme", featureId: "f"}) { isGranted } }')
    ask(api, '{ cachedEntitlements(query: {customerId: "acme"}) { isGranted } }')
    ask(api, '{ entitlementsState(query: {customerId: "acme"}) { accessDeniedReason } }')
    refused = told(answer_to(api, "{ " + field + " }")["errors"][0])
    assert (refused["code"], refused["accessedField"]) == ("IdentityForbidden", permission)


@pytest.mark.parametrize(
    "field",
    [
        'provisionCustomer(input: {customerId: "acme"}) { customer { id } }',
        'provisionSubscription(input: {customerId: "acme", planId: "plan-free"}) { id }',
        'provisionSubscriptionV2(input: {customerId: "acme", planId: "plan-free"}) { id }',
        "reportEvent(events: {usageEvents: []})",
        'reportUsage(input: {customerId: "acme", featureId: "f", value: 1}) { id }',
        "reportUsageBulk(input: {usages: []}) { id }",
    ],
)
def test_a_publishable_key_writes_nothing(api: TemplateApi, field: str) -> None:
    api.caller["keyKind"] = "PUBLISHABLE"
    assert code_of(api, "mutation { " + field + " }") == "IdentityForbidden"


def test_the_log_line_names_root_fields_and_codes_and_nothing_that_was_sent(api: TemplateApi) -> None:
    document = 'query Secret { getCustomerByRefId(input: {customerId: "customer-secret"}) { name } }'
    with listening() as logs:
        answer_to(api, document)
    (line,) = logs.lines
    assert (line["route"], line["operations"], line["errors"]) == (
        "POST /graphql",
        ["getCustomerByRefId"],
        ["CustomerNotFound"],
    )
    assert "ecret" not in logs.text
