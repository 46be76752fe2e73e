"""Hooks: webhooks as GraphQL makes, changes, lists and tries them."""

from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.graphql import answer_to, ask, code_of, refusal_of
from tests.support.template_api import TemplateApi
from tests.support.tenancy import api_of, make_key, open_environment
from tests.support.webhooks import Book, ScriptedSender
from tollgate import wiring
from tollgate.environments.permission import Permission
from tollgate.shared.scope import KeyKind
from tollgate.webhooks.sending import Outcome

CREATE = "mutation ($input: CreateOneHookInput!) { createOneHook(input: $input) { %s } }"
UPDATE = "mutation ($input: UpdateOneHookInput!) { updateOneHook(input: $input) { %s } }"
DELETE = "mutation ($input: DeleteOneHookInput!) { deleteOneHook(input: $input) { id endpoint } }"
TEST = (
    "mutation ($input: TestHookInput!) { testHook(input: $input)"
    " { responseSuccess responseStatusCode responseStatusText } }"
)
ALL = "id environmentId endpoint description eventLogTypes status secretKey configuration createdAt"
ENDPOINT = "https://hooks.example.com/x"


@pytest.fixture(autouse=True)
def sender(dynamodb: None) -> ScriptedSender:
    """What stands in for the world beyond."""
    wiring.open_address_book(Book({"inside.example.com": ["10.0.0.1"]}))
    scripted = ScriptedSender()
    wiring.send_through(scripted)
    return scripted


def create(api: TemplateApi, *, shown: str = ALL, **fields: Any) -> Any:
    hook = {"endpoint": ENDPOINT, "eventLogTypes": ["PLAN_CREATED"], **fields}
    return ask(api, CREATE % shown, input={"hook": hook})["createOneHook"]


def test_a_hook_is_made(api: TemplateApi) -> None:
    made = create(
        api,
        description="Ledger",
        environmentId="development",
        eventLogTypes=["PLAN_CREATED", "CREDITS_GRANT_GRANTED_OLD"],
        secretKey="a-secret-of-my-own",
        configuration={"thresholds": {"ENTITLEMENT_USAGE_EXCEEDED": [90, 50]}, "share": 2.5},
    )
    assert {**made, "id": "id"} == {
        "id": "id",
        "environmentId": "development",
        "endpoint": ENDPOINT,
        "description": "Ledger",
        "eventLogTypes": ["PLAN_CREATED", "CREDIT_GRANT_CREATED"],
        "status": "ACTIVE",
        "secretKey": "a-secret-of-my-own",
        "configuration": {"thresholds": {"ENTITLEMENT_USAGE_EXCEEDED": [50, 90]}, "share": 2.5},
        "createdAt": "2026-01-15T10:30:00.000Z",
    }
    same = api.get(f"/api/v1/webhooks/{made['id']}").data
    assert (same["secret"], same["thresholds"]) == ("a-secret-of-my-own", [50, 90])


def test_null_counts_as_left_out_of_what_is_made(api: TemplateApi) -> None:
    nothing = dict.fromkeys(("id", "createdAt", "description", "status", "secretKey", "configuration"))
    made = create(api, **nothing)
    assert (made["status"], made["description"]) == ("ACTIVE", None)
    assert made["secretKey"].startswith("whsec_")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"endpoint": None}, "hook.endpoint"),
        ({"endpoint": "https://10.0.0.1"}, "hook.endpoint"),
        ({"endpoint": "https://inside.example.com"}, "hook.endpoint"),
        ({"eventLogTypes": None}, "hook.eventLogTypes"),
        ({"eventLogTypes": []}, "hook.eventLogTypes"),
        ({"eventLogTypes": ["PLAN_CREATED", "API_KEY_CREATED"]}, "hook.eventLogTypes[1]"),
        ({"secretKey": "short"}, "hook.secretKey"),
        ({"configuration": {"thresholds": 1}}, "hook.configuration.thresholds"),
        ({"configuration": [1]}, "hook.configuration"),
        ({"id": "of-my-own"}, "hook.id"),
        ({"createdAt": "2026-01-01T00:00:00Z"}, "hook.createdAt"),
    ],
)
def test_what_a_hook_cannot_be_is_refused_by_its_field(api: TemplateApi, fields: dict[str, Any], field: str) -> None:
    hook = {"endpoint": ENDPOINT, "eventLogTypes": ["PLAN_CREATED"], **fields}
    refused = refusal_of(api, CREATE % "id", input={"hook": hook})["extensions"]
    assert (refused["field"].removeprefix("input."), refused["isValidationError"]) == (field, True)


def test_what_is_sent_is_changed_and_the_rest_stays(api: TemplateApi, clock: FixedClock) -> None:
    made = create(api, description="Ledger", configuration={"team": "a"})
    clock.advance(minutes=1)

    def update(**fields: Any) -> Any:
        return ask(api, UPDATE % f"{ALL} updatedAt", input={"id": made["id"], "update": fields})["updateOneHook"]

    nothing = dict.fromkeys(("endpoint", "eventLogTypes", "status", "secretKey", "id", "environmentId"))
    assert update(**nothing) == {**made, "updatedAt": "2026-01-15T10:30:00.000Z"}
    changed = update(status="INACTIVE", eventLogTypes=["PLAN_DELETED"], endpoint=f"{ENDPOINT}/y", description=None)
    later = {"updatedAt": "2026-01-15T10:31:00.000Z"}
    own = {"status": "INACTIVE", "eventLogTypes": ["PLAN_DELETED"], "endpoint": f"{ENDPOINT}/y", "description": None}
    assert changed == {**made, **own, **later}
    assert update(secretKey="another-secret", configuration=None) == {
        **changed,
        "secretKey": "another-secret",
        "configuration": {"thresholds": {"ENTITLEMENT_USAGE_EXCEEDED": [80, 100]}},
    }


def test_a_change_is_refused_by_its_field(api: TemplateApi) -> None:
    made = create(api)
    for update, field in (({"endpoint": "http://"}, "update.endpoint"), ({"id": "x"}, "update.id")):
        refused = refusal_of(api, UPDATE % "id", input={"id": made["id"], "update": update})
        assert refused["extensions"]["field"] == field
    assert code_of(api, UPDATE % "id", input={"id": "unknown", "update": {}}) == "HookNotFound"


def test_a_hook_is_deleted(api: TemplateApi) -> None:
    made = create(api)
    gone = ask(api, DELETE, input={"id": made["id"]})["deleteOneHook"]
    assert gone == {"id": made["id"], "endpoint": ENDPOINT}
    assert code_of(api, DELETE, input={"id": made["id"]}) == "HookNotFound"
    assert code_of(api, "query ($id: String!) { hook(id: $id) { id } }", id=made["id"]) == "HookNotFound"


def test_hooks_are_listed_filtered_and_sorted(api: TemplateApi, clock: FixedClock) -> None:
    made = []
    for number, status in enumerate(("ACTIVE", "INACTIVE", "ACTIVE")):
        made.append(create(api, endpoint=f"https://{number}.example.com/", status=status)["id"])
        clock.advance(minutes=1)

    def listed(arguments: str) -> list[int]:
        connection = ask(api, f"{{ hooks{arguments} {{ totalCount edges {{ cursor node {{ id }} }} }} }}")["hooks"]
        return [made.index(edge["node"]["id"]) for edge in connection["edges"]]

    assert listed("") == [2, 1, 0]
    assert listed("(filter: {status: {eq: ACTIVE}})") == [2, 0]
    assert listed('(filter: {endpoint: {like: "https://1%"}})') == [1]
    assert listed(f'(filter: {{id: {{in: ["{made[0]}", "{made[1]}"]}}, environmentId: {{eq: "development"}}}})') == [
        1,
        0,
    ]
    assert listed("(sorting: [{field: createdAt, direction: ASC}], paging: {first: 2})") == [0, 1]
    shown = ask(api, f'query {{ hook(id: "{made[1]}") {{ status failingSince pausedAt }} }}')["hook"]
    assert shown == {"status": "INACTIVE", "failingSince": None, "pausedAt": None}


def test_an_endpoint_is_tried_with_a_sample(api: TemplateApi, sender: ScriptedSender) -> None:
    create(api, secretKey="a-secret-of-my-own")
    sender.outcomes = [
        Outcome(status_code=204, status_text="No Content", latency_ms=1),
        Outcome(error="no answer", latency_ms=1),
    ]
    asked = {"environmentId": "development", "endpointUrl": ENDPOINT, "hookEventType": "SUBSCRIPTION_CREATED"}
    answer = {"responseSuccess": True, "responseStatusCode": 204, "responseStatusText": "No Content"}
    assert ask(api, TEST, input=asked)["testHook"] == answer
    other = {**asked, "endpointUrl": "https://other.example.com"}
    silent = {"responseSuccess": False, "responseStatusCode": None, "responseStatusText": "no answer"}
    assert ask(api, TEST, input=other)["testHook"] == silent
    assert [(each["endpoint"], each["secrets"]) for each in sender.sent] == [
        (ENDPOINT, ("a-secret-of-my-own",)),
        ("https://other.example.com/", ()),
    ]
    assert sender.sent[0]["body"]["type"] == "subscription.created"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"endpointUrl": "https://127.0.0.1"}, "endpointUrl"),
        ({"endpointUrl": "https://inside.example.com"}, "endpointUrl"),
        ({"hookEventType": "API_KEY_CREATED"}, "hookEventType"),
    ],
)
def test_nothing_is_sent_where_no_webhook_may_lead(
    api: TemplateApi, sender: ScriptedSender, fields: dict[str, str], field: str
) -> None:
    asked = {"environmentId": "development", "endpointUrl": ENDPOINT, "hookEventType": "PLAN_CREATED", **fields}
    assert refusal_of(api, TEST, input=asked)["extensions"]["field"] == field
    assert sender.sent == []


def test_another_environment_is_refused_wherever_it_is_named(api: TemplateApi) -> None:
    made = create(api)
    hook = {"endpoint": ENDPOINT, "eventLogTypes": ["PLAN_CREATED"], "environmentId": "other"}
    asked = {"environmentId": "other", "endpointUrl": ENDPOINT, "hookEventType": "PLAN_CREATED"}
    for document, given in (
        (CREATE % "id", {"hook": hook}),
        (UPDATE % "id", {"id": made["id"], "update": {"environmentId": "other"}}),
        (TEST, asked),
    ):
        assert code_of(api, document, input=given) == "EnvironmentMissing"


def test_keys_that_only_read_see_no_secrets_and_change_nothing(dynamodb: None) -> None:
    opened = open_environment()
    made = create(api_of(opened.keys[0].secret), secretKey="a-secret-of-my-own")
    reading = api_of(make_key(opened.environment, KeyKind.SCOPED, Permission.ENVIRONMENT_READ).secret)
    [edge] = ask(reading, "{ hooks { edges { node { id secretKey } } } }")["hooks"]["edges"]
    assert edge["node"] == {"id": made["id"], "secretKey": "********"}
    assert code_of(reading, DELETE, input={"id": made["id"]}) == "IdentityForbidden"
    other = api_of(make_key(opened.environment, KeyKind.SCOPED, Permission.CUSTOMER_WRITE).secret)
    assert answer_to(other, "{ hooks { totalCount } }")["errors"][0]["extensions"]["code"] == "IdentityForbidden"
