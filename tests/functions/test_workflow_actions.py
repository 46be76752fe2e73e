"""What the nodes of workflows do: the same as the operations of the API, once, and as the run that asked for it."""

from typing import Any

import pytest

from tests.support.catalog import create_currency, create_feature, create_plan, create_product, grant, publish
from tests.support.graphql import ask
from tests.support.recharge import WALLET, sell_tokens
from tests.support.recorded import recorded
from tests.support.selling import given_catalogue, given_customer, subscribe
from tests.support.template_api import TemplateApi
from tests.support.workflows import WorkflowQueues, create_workflow, node, on_event, ran, run_by_hand, run_of, runs_of

ACME = {"customerId": "acme"}
PROMOTION = {"featureId": "feature-calls", "usageLimit": 5, "period": "1 week"}
GRANT = {
    **ACME,
    "currencyId": "currency-tokens",
    "displayName": "A",
    "amount": 10.5,
    "grantType": "PROMOTIONAL",
}


@pytest.fixture
def world(api: TemplateApi) -> TemplateApi:
    """A catalogue; acme with a plan, of which there is a newer version, and with one of a site; two who pay, or try."""
    given_catalogue(api)
    create_feature(api, "feature-calls", featureType="NUMBER", meterType="INCREMENTAL")
    create_currency(api)
    create_plan(api, "plan-calls", productId="product-app", pricingType="FREE")
    grant(api, "plan-calls", "feature-calls", usageLimit=100, resetPeriod="MONTH")
    publish(api, "plan-calls")
    given_customer(api)
    given_customer(api, "payer")
    subscribe(api, "plan-calls", id="subscription-acme")
    subscribe(api, "plan-site", id="subscription-site", resourceId="site-a")
    api.post("/api/v1/plans/plan-calls/draft").data  # noqa: B018
    publish(api, "plan-calls")
    create_product(api)
    sell_tokens(api, "plan-tokens")
    subscribe(api, "plan-tokens", given_customer(api, "buyer"), id="subscription-paid", billingPeriod="MONTHLY")
    trial = {"isTrial": True, "trialEndDate": "2026-02-15T00:00:00Z"}
    terms = {"billingPeriod": "MONTHLY", "trialOverrideConfiguration": trial}
    subscribe(api, "plan-pro", given_customer(api, "trier"), id="subscription-trial", **terms)
    return api


CASES: list[tuple[str, dict[str, Any], str, Any]] = [
    ("provisionCustomer", {"id": "customer-new", "name": "New"}, "id", "customer-new"),
    ("getCustomer", ACME, "id", "acme"),
    ("updateCustomer", {**ACME, "name": "Acme Inc"}, "name", "Acme Inc"),
    ("archiveCustomer", {"customerId": "payer"}, "id", "payer"),
    ("provisionSubscription", {"customerId": "payer", "planId": "plan-free"}, "status", "SUCCESS"),
    ("getSubscription", {"subscriptionId": "subscription-acme"}, "planId", "plan-calls"),
    ("getActiveSubscriptions", ACME, "items.0.id", "subscription-acme"),
    ("getActiveSubscriptions", {**ACME, "productId": "product-sites"}, "items", []),
    (
        "updateSubscription",
        {"subscriptionId": "subscription-acme", "metadata": {"a": "b"}},
        "metadata",
        {"a": "b"},
    ),
    (
        "cancelSubscription",
        {"subscriptionId": "subscription-acme", "cancellationTime": "IMMEDIATE"},
        "status",
        "CANCELED",
    ),
    (
        "updateSubscription",
        {"subscriptionId": "subscription-trial", "trialEndDate": "2026-02-20T00:00:00Z"},
        "trialEndDate",
        "2026-02-20T00:00:00.000Z",
    ),
    (
        "migrateSubscription",
        {"subscriptionId": "subscription-acme", "subscriptionMigrationTime": "IMMEDIATE"},
        "planId",
        "plan-calls",
    ),
    (
        "transferSubscription",
        {"subscriptionId": "subscription-site", "destinationResourceId": "site-b"},
        "resourceId",
        "site-b",
    ),
    (
        "delegateSubscription",
        {"subscriptionId": "subscription-paid", "targetCustomerId": "payer"},
        "payingCustomerId",
        "payer",
    ),
    ("getEntitlements", ACME, "entitlements.0.feature.id", "feature-calls"),
    ("getEntitlement", {**ACME, "featureId": "feature-calls"}, "isGranted", True),
    ("getPaywall", {**ACME, "productId": "product-app"}, "customer.id", "acme"),
    ("grantPromotionalEntitlements", {**ACME, "promotionalEntitlements": [PROMOTION]}, "items.0.usageLimit", 5),
    ("reportUsage", {"usages": [{**ACME, "featureId": "feature-calls", "value": 3}]}, "items.0.currentUsage", 3),
    ("getUsageHistory", {**ACME, "featureId": "feature-calls", "startDate": "2026-01-01T00:00:00Z"}, "series", None),
    ("grantCredits", GRANT, "amount", 10.5),
    ("consumeCredits", {**ACME, "currencyId": "currency-tokens", "amount": 4}, "credit.currentUsage", 4),
    ("getCreditBalance", ACME, "items", []),
    (
        "setAutoRecharge",
        {**WALLET, "customerId": "buyer", "isEnabled": True, "thresholdValue": 20, "targetBalance": 50},
        "targetBalance",
        50,
    ),
    ("transform", {"value": {"a": "{{ add(`1`, `2`) }}"}}, "a", 3),
]


def at(value: Any, path: str) -> Any:
    for step in path.split("."):
        value = value[int(step)] if step.isdigit() else value[step]
    return value


@pytest.mark.parametrize(
    ("action", "params", "path", "expected"), CASES, ids=[f"{name}-{path}" for name, _, path, _ in CASES]
)
def test_an_action_does_what_the_operation_does(
    world: TemplateApi, action: str, params: dict[str, Any], path: str, expected: Any
) -> None:
    create_workflow(world, "act", [node("do", action, **params)])
    run = ran(world, "act")
    assert (run["status"], run["error"]) == ("SUCCEEDED", None)
    assert expected is None or at(run["output"], path) == expected
    assert at(run["output"], path) is not None


def test_grants_are_made_consumed_and_taken_back(world: TemplateApi) -> None:
    nodes = [
        node("give", "grantCredits", **GRANT),
        node("burn", "consumeCredits", **ACME, currencyId="currency-tokens", amount=4, idempotencyKey="{{ run.id }}"),
        node("left", "getCreditBalance", **ACME),
        node("back", "voidCreditGrant", grantId="{{ nodes.give.output.id }}"),
    ]
    edges = [{"from": a, "to": b} for a, b in (("give", "burn"), ("burn", "left"), ("left", "back"))]
    create_workflow(world, "credits", nodes, edges)
    run = ran(world, "credits")
    outputs = {each["nodeId"]: each["output"] for each in run["nodes"]}
    assert run["status"] == "SUCCEEDED"
    assert outputs["left"]["items"] == [{"currencyId": "currency-tokens", "resourceId": None, "currentBalance": 6.5}]
    assert outputs["back"]["status"] == "VOIDED"


def test_a_promotion_is_taken_back(world: TemplateApi) -> None:
    nodes = [
        node("give", "grantPromotionalEntitlements", **ACME, promotionalEntitlements=[PROMOTION]),
        node("back", "revokePromotionalEntitlement", **ACME, featureId="feature-calls"),
    ]
    create_workflow(world, "promotions", nodes, [{"from": "give", "to": "back"}])
    assert ran(world, "promotions")["status"] == "SUCCEEDED"


def test_what_the_domain_refuses_fails_the_node_and_changes_nothing(world: TemplateApi) -> None:
    create_workflow(world, "refused", [node("do", "provisionSubscription", customerId="acme", planId="plan-nowhere")])
    run = ran(world, "refused")
    assert (run["status"], run["error"]["code"], run["error"]["nodeId"]) == ("FAILED", "PlanNotFound", "do")


@pytest.mark.parametrize(
    ("action", "params", "place"),
    [
        ("getCustomer", {}, "nodes.0.params.customerId"),
        ("getCustomer", {**ACME, "nmae": 1}, "nodes.0.params.nmae"),
        (
            "grantPromotionalEntitlements",
            {**ACME, "promotionalEntitlements": [{**PROMOTION, "usageLimt": "{{ trigger.n }}"}]},
            "nodes.0.params.promotionalEntitlements.0.usageLimt",
        ),
        ("grantCredits", {**GRANT, "amount": "many"}, "nodes.0.params.amount"),
        ("cancelSubscription", {"subscriptionId": "s", "cancellationTime": "NEVER"}, "nodes.0.params.cancellationTime"),
    ],
)
def test_parameters_are_checked_when_the_definition_is_saved(
    world: TemplateApi, action: str, params: dict[str, Any], place: str
) -> None:
    body = {"id": "wrong", "name": "wrong", "triggers": [{"id": "hand", "type": "MANUAL"}]}
    answer = world.post("/api/v1/workflows", **body, nodes=[node("do", action, **params)])
    assert answer.error["field"] == place


def test_expressions_are_checked_when_they_have_a_value(world: TemplateApi) -> None:
    create_workflow(world, "late", [node("do", "grantCredits", **{**GRANT, "amount": "{{ trigger.amount }}"})])
    run = ran(world, "late", {"amount": "many"})
    assert (run["status"], run["error"]["code"]) == ("FAILED", "BadUserInput")


@pytest.mark.parametrize("times", [1, 3])
def test_usage_that_is_reported_again_counts_once(world: TemplateApi, times: int) -> None:
    usage = {**ACME, "featureId": "feature-calls", "value": 3}
    create_workflow(world, "report", [node("do", "reportUsage", usages=[usage])])
    run_id = run_by_hand(world, "report")
    WorkflowQueues(world, times=times).settle()
    assert run_of(world, run_id)["status"] == "SUCCEEDED"
    checked = world.get("/api/v1/customers/acme/entitlements/check", featureId="feature-calls").data
    assert checked["currentUsage"] == 3


def test_changes_bear_the_name_of_the_run(world: TemplateApi) -> None:
    create_workflow(world, "rename", [node("do", "updateCustomer", **ACME, name="Acme Inc")])
    run = ran(world, "rename")
    [event] = [each for each in recorded() if each.type == "CUSTOMER_UPDATED"]
    assert (event.actor, event.workflow.run_id if event.workflow else None) == ("WORKFLOW", run["id"])
    shows = "eventLogType actor { type workflowId workflowName workflowExecutionId workflowExecutionTime }"
    logs = ask(world, f'{{ eventLogs(filter: {{entityId: {{eq: "acme"}}}}) {{ edges {{ node {{ {shows} }} }} }} }}')
    [shown] = [
        each["node"]["actor"]
        for each in logs["eventLogs"]["edges"]
        if each["node"]["eventLogType"] == "CUSTOMER_UPDATED"
    ]
    assert shown == {
        "type": "WORKFLOW",
        "workflowId": "rename",
        "workflowName": "rename",
        "workflowExecutionId": run["id"],
        "workflowExecutionTime": run["startedAt"],
    }


def test_a_workflow_does_not_start_itself(world: TemplateApi) -> None:
    act = node("do", "updateCustomer", customerId="{{ trigger.id }}", name="{{ join('', [trigger.name || '', 'x']) }}")
    create_workflow(world, "own", [act], triggers=on_event("customer.updated"))
    world.patch("/api/v1/customers/acme", name="A")
    WorkflowQueues(world).settle()
    assert len(runs_of(world, "own")) == 1


def test_two_workflows_that_start_each_other_are_stopped(world: TemplateApi) -> None:
    for name in ("ping", "pong"):
        act = node(
            "do",
            "updateCustomer",
            customerId="{{ trigger.id }}",
            name=f"{{{{ join('', [trigger.name, '{name[1]}']) }}}}",
        )
        create_workflow(world, name, [act], triggers=on_event("CUSTOMER_UPDATED"))
    world.patch("/api/v1/customers/acme", name="A")
    WorkflowQueues(world).settle()
    runs = [*runs_of(world, "ping"), *runs_of(world, "pong")]
    stopped = [each for each in runs if each["status"] == "FAILED"]
    assert {each["error"]["code"] for each in stopped} == {"WorkflowLoop"}
    assert len(runs) == 14
