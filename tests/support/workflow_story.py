"""What workflows do in a life of one of everything: each action of the product, and what manages workflows."""

from typing import Any

from tests.support.catalog import create_feature, create_plan, create_product, grant, publish
from tests.support.credits import TOKENS
from tests.support.graphql import ask
from tests.support.selling import given_customer
from tests.support.template_api import TemplateApi
from tests.support.workflows import WorkflowQueues, create_workflow, edge, node, on_event, run_by_hand, run_of, runs_of

OWN = {"customerId": "customer-auto"}
CURRENCY = {**OWN, "currencyId": "currency-b"}
SITE, PAID = {"subscriptionId": "subscription-auto"}, {"subscriptionId": "subscription-auto-paid"}
FEATURE = {**OWN, "featureId": "feature-auto"}
PROMOTION = {"featureId": "feature-auto", "usageLimit": 5, "period": "1 week"}

Act = tuple[str, dict[str, Any]]

BEGINNING: list[Act] = [
    ("provisionCustomer", {"id": "customer-auto", "couponId": "coupon-a"}),
    ("provisionSubscription", {**OWN, "id": SITE["subscriptionId"], "planId": "plan-auto", "resourceId": "site-a"}),
    (
        "provisionSubscription",
        {**OWN, "id": PAID["subscriptionId"], "planId": "plan-top-up", "billingPeriod": "MONTHLY"},
    ),
    ("updateCustomer", {**OWN, "name": "Auto"}),
    ("updateSubscription", {**SITE, "metadata": {"a": "b"}}),
    ("reportUsage", {"usages": [{**FEATURE, "resourceId": "site-a", "value": 1, "dimensions": {"teamId": "team-a"}}]}),
    ("getUsageHistory", {**FEATURE, "resourceId": "site-a", "startDate": "2026-01-01T00:00:00Z", "groupBy": "teamId"}),
    ("grantPromotionalEntitlements", {**OWN, "promotionalEntitlements": [PROMOTION]}),
    ("revokePromotionalEntitlement", FEATURE),
    ("grantCredits", {**CURRENCY, "displayName": "A", "amount": 5, "grantType": "PROMOTIONAL"}),
    ("consumeCredits", {**CURRENCY, "amount": 1}),
    ("setAutoRecharge", {**OWN, "currencyId": TOKENS, "isEnabled": True, "thresholdValue": 1, "targetBalance": 2}),
]
READING: list[Act] = [
    ("getCustomer", OWN),
    ("getSubscription", SITE),
    ("getActiveSubscriptions", OWN),
    ("getCreditBalance", OWN),
    ("getPaywall", {**OWN, "productId": "product-auto"}),
    ("getEntitlements", {**OWN, "resourceId": "site-a"}),
    ("getEntitlement", {**FEATURE, "resourceId": "site-a"}),
    ("getEntitlement", {**CURRENCY, "reserveAmount": 1, "reservationId": "auto"}),
]
ENDING: list[Act] = [
    ("voidCreditGrant", {"grantId": "{{ trigger.id }}"}),
    ("transferSubscription", {**SITE, "destinationResourceId": "site-b"}),
    ("migrateSubscription", {**SITE, "subscriptionMigrationTime": "IMMEDIATE"}),
    ("delegateSubscription", {**PAID, "targetCustomerId": "payer-auto"}),
    ("cancelSubscription", {**PAID, "cancellationTime": "IMMEDIATE"}),
    ("cancelSubscription", {**SITE, "cancellationTime": "IMMEDIATE"}),
    ("archiveCustomer", OWN),
]


def given_sites(api: TemplateApi) -> None:
    """Sell a plan of sites, and have somebody who may pay for others."""
    create_product(api, "product-auto", multipleSubscriptions=True)
    create_feature(api, "feature-auto", featureType="NUMBER", meterType="INCREMENTAL")
    create_plan(api, "plan-auto", productId="product-auto")
    grant(api, "plan-auto", "feature-auto", usageLimit=9)
    publish(api, "plan-auto")
    given_customer(api, "payer-auto")


def automate(api: TemplateApi) -> None:
    """Have a customer provisioned, used up and archived by workflows; then look after these, by REST and GraphQL.

    There are `plan-top-up`, which sells tokens, `coupon-a`, `currency-b` and a team that usage is attributed to.
    """
    given_sites(api)
    _chained(api, "begin", [*BEGINNING, *READING])
    _chained(api, "end", ENDING)
    assert api.call("PUT", "/api/v1/workflow-secrets/auto", {"value": "secret"}).status == 200
    queues = WorkflowQueues(api)
    begun = _ran(api, queues, "begin")
    api.post("/api/v1/plans/plan-auto/draft").data  # noqa: B018
    publish(api, "plan-auto")
    [granted] = [each["output"] for each in begun["nodes"] if each["nodeType"] == "grantCredits"]
    _ran(api, queues, "end", {"id": granted["id"]})
    _wait_for_events(api, queues)
    _look_after(api, queues)


def _chained(api: TemplateApi, workflow_id: str, acts: list[Act]) -> None:
    nodes = [node(f"n{place}", name, **params) for place, (name, params) in enumerate(acts)]
    create_workflow(api, workflow_id, nodes, [edge(f"n{place}", f"n{place + 1}") for place in range(len(acts) - 1)])


def _ran(api: TemplateApi, queues: WorkflowQueues, workflow_id: str, given: Any = None) -> Any:
    run_id = run_by_hand(api, workflow_id, given)
    queues.settle()
    run = run_of(api, run_id)
    assert run["status"] == "SUCCEEDED", run["error"]
    return run


def _wait_for_events(api: TemplateApi, queues: WorkflowQueues) -> None:
    """Start a workflow by an event and by the clock, which waits for another event, or for a year."""
    wait = node("wait", "wait", forEvent={"eventTypes": ["CUSTOMER_UPDATED"], "timeoutSeconds": 60})
    hour = {"id": "hour", "type": "SCHEDULE", "every": 1, "unit": "HOURS", "atMinute": 0}
    create_workflow(api, "events", [wait], triggers=[*on_event("CUSTOMER_CREATED"), hour])
    given_customer(api, "customer-waits")
    queues.settle()
    queues.deliver(kind="SCHEDULE", workflowId="events", triggerId="hour", at="2026-01-15T11:00:00Z")
    assert "WAITING" in {each["status"] for each in runs_of(api, "events")}
    assert api.patch("/api/v1/customers/customer-waits", name="Waits").status == 200
    queues.settle()
    assert {each["status"] for each in runs_of(api, "events")} == {"SUCCEEDED"}


def _look_after(api: TemplateApi, queues: WorkflowQueues) -> None:
    create_workflow(api, "year", [node("wait", "wait", seconds=366 * 24 * 3600)])
    waiting = run_by_hand(api, "year")
    queues.settle()
    assert api.post(f"/api/v1/workflow-runs/{waiting}/cancel").status == 200
    assert api.post(f"/api/v1/workflow-runs/{waiting}/rerun").status == 201
    assert run_of(api, waiting)["status"] == "CANCELED"
    called = [{"id": "call", "type": "API", "triggerId": "auto", "respond": "IMMEDIATELY"}]
    create_workflow(api, "called", [node("told")], triggers=called)
    assert api.post("/api/v1/workflow-triggers/auto", payload={}).status == 200
    ask(api, 'mutation { triggerWorkflow(input: {triggerId: "auto", payload: {}}) { success } }')
    assert api.patch("/api/v1/workflows/called", name="B").status == 200
    for path in ("workflows", "workflows/called", "workflow-templates", "workflow-secrets"):
        assert api.get(f"/api/v1/{path}").status == 200
    for workflow_id in ("begin", "end", "events", "year", "called"):
        assert api.delete(f"/api/v1/workflows/{workflow_id}").status == 200
    assert api.delete("/api/v1/workflow-secrets/auto").status == 200
    queues.settle()
