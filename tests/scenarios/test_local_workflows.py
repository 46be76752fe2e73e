"""Workflows as `make start` runs them: through the bus, the queues and the clock, and across a restart."""

import itertools
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from tests.support.local_server import client_of_server, local_server
from tests.support.receiver import receiving, status
from tests.support.workflows import MANUAL, edge, node, on_event
from tools.local_environment import FULL_KEY
from tools.seed import seed

KEY = {"X-API-KEY": FULL_KEY}
PATIENCE = 150
"""Seconds until what should happen is taken for not happening: the emulator's clock goes by the minute."""


def post(server: httpx.Client, path: str, **body: Any) -> Any:
    answer = server.post(f"/api/v1/{path}", json=body, headers=KEY)
    assert answer.status_code < 300, answer.text
    return answer.json()["data"]


def create(server: httpx.Client, workflow_id: str, nodes: Any, edges: Any = (), **more: Any) -> None:
    body = {"id": workflow_id, "name": workflow_id, "triggers": [MANUAL], "nodes": nodes, "edges": list(edges), **more}
    post(server, "workflows", **body)


def run_of(server: httpx.Client, run_id: str) -> Any:
    return server.get(f"/api/v1/workflow-runs/{run_id}", headers=KEY).json()["data"]


def runs_of(server: httpx.Client, workflow_id: str) -> list[Any]:
    answer = server.get(f"/api/v1/workflows/{workflow_id}/runs", params={"limit": 100}, headers=KEY).json()
    return [run_of(server, each["id"]) for each in answer["data"]]


def awaited(look: Callable[[], Any]) -> Any:
    """Return what is seen once there is something to be seen."""
    deadline = time.monotonic() + PATIENCE
    while not (seen := look()):
        assert time.monotonic() < deadline, "It did not happen"
        time.sleep(0.2)
    return seen


def ended(server: httpx.Client, workflow_id: str) -> Any:
    """Return the last run of a workflow once it is over."""

    def look() -> Any:
        return [each for each in runs_of(server, workflow_id)[:1] if each["finishedAt"]]

    [run] = awaited(look)
    return run


def test_every_trigger_starts_its_workflow_and_a_wait_survives_a_restart(tmp_path: Path) -> None:
    clock = [{"id": "clock", "type": "SCHEDULE", "every": 1, "unit": "MINUTES"}]
    called = [{"id": "call", "type": "API", "triggerId": "score", "respond": "LAST_NODE"}]
    with local_server(tmp_path) as server, receiving(status(200)) as receiver:
        create(server, "ticking", [node("tick", value="{{ trigger.scheduledAt }}")], triggers=clock)
        pause = node("pause", "wait", seconds=20)
        create(server, "patient", [pause, node("then", value="late")], [edge("pause", "then")])
        waiting = post(server, "workflows/patient/runs", input={})["id"]

        welcome = node("tell", "httpRequest", method="POST", url=receiver.url, body={"id": "{{ trigger.id }}"})
        create(server, "welcome", [welcome], triggers=on_event("customer.created"))
        post(server, "customers", id="customer-acme")
        assert ended(server, "welcome")["status"] == "SUCCEEDED"
        assert receiver.requests[0].body == b'{"id": "customer-acme"}'

        create(server, "scored", [node("score", value="{{ multiply(trigger.n, `2`) }}")], triggers=called)
        answered = post(server, "workflow-triggers/score", payload={"n": 21})
        assert (answered["success"], answered["response"]) == (True, {"value": 42})

        create(server, "inner", [node("end", "stop", message="no")], triggers=[{"id": "by", "type": "WORKFLOW"}])
        create(
            server,
            "alarm",
            [node("told", value="{{ trigger.error.message }}")],
            triggers=[{"id": "e", "type": "ERROR"}],
        )
        create(server, "outer", [node("call", "executeWorkflow", workflowId="inner")], errorWorkflowId="alarm")
        post(server, "workflows/outer/runs", input={})
        assert "no" in ended(server, "alarm")["output"]["value"]
        assert ended(server, "outer")["status"] == "FAILED"

        for name in ("ping", "pong"):
            rename = node(
                "do",
                "updateCustomer",
                customerId="{{ trigger.id }}",
                name=f"{{{{ join('', [trigger.name || '', '{name[1]}']) }}}}",
            )
            create(server, name, [rename], triggers=on_event("customer.updated"))
        server.patch("/api/v1/customers/customer-acme", json={"name": "A"}, headers=KEY).raise_for_status()

        def stopped() -> list[Any]:
            runs = [*runs_of(server, "ping"), *runs_of(server, "pong")]
            return [each for each in runs if each["error"] and each["error"]["code"] == "WorkflowLoop"]

        awaited(lambda: len(stopped()) == 2)
        assert run_of(server, waiting)["status"] == "WAITING"
    with local_server(tmp_path) as server:
        assert awaited(lambda: run_of(server, waiting)["finishedAt"] and run_of(server, waiting))["output"] == {
            "value": "late"
        }
        assert ended(server, "ticking")["output"]["value"].endswith(":00.000Z")


CUSTOMER = {"customerId": "customer-new"}
SOLD = {"subscriptionId": "{{ nodes.provision.output.id }}"}
OWN = {**CUSTOMER, "currencyId": "currency-tokens"}
CREDITS = {**OWN, "displayName": "Welcome", "amount": 10, "grantType": "PROMOTIONAL"}
PROMOTION = {"featureId": "feature-api-calls", "usageLimit": 5, "period": "1 week"}
USAGE = {**CUSTOMER, "featureId": "feature-api-calls", "value": 3}
EVERY_ACTION = [
    node("customer", "provisionCustomer", id="customer-new", name="New"),
    node("payer", "provisionCustomer", id="customer-payer"),
    node("known", "getCustomer", **CUSTOMER),
    node("renamed", "updateCustomer", **CUSTOMER, name="Newer"),
    node("paywall", "getPaywall", **CUSTOMER, productId="product-app"),
    node("provision", "provisionSubscription", **CUSTOMER, planId="plan-pro", billingPeriod="MONTHLY"),
    node("held", "getSubscription", **SOLD),
    node("all_held", "getActiveSubscriptions", **CUSTOMER),
    node("changed", "updateSubscription", **SOLD, metadata={"by": "{{ workflow.id }}"}),
    node("delegated", "delegateSubscription", **SOLD, targetCustomerId="customer-payer"),
    node("more", "grantPromotionalEntitlements", **CUSTOMER, promotionalEntitlements=[PROMOTION]),
    node("may", "getEntitlement", **CUSTOMER, featureId="feature-api-calls"),
    node("may_all", "getEntitlements", **CUSTOMER),
    node("used", "reportUsage", usages=[USAGE]),
    node("history", "getUsageHistory", **CUSTOMER, featureId="feature-api-calls", startDate="2026-01-01T00:00:00Z"),
    node("less", "revokePromotionalEntitlement", **CUSTOMER, featureId="feature-api-calls"),
    node("granted", "grantCredits", **CREDITS),
    node("burnt", "consumeCredits", **OWN, amount=4, idempotencyKey="{{ run.id }}"),
    node("left", "getCreditBalance", **CUSTOMER),
    node("void", "voidCreditGrant", grantId="{{ nodes.granted.output.id }}"),
    node("told", "putEvent", detailType="Welcomed", detail={"left": "{{ nodes.left.output.items[0].currentBalance }}"}),
    node("cancelled", "cancelSubscription", **SOLD, cancellationTime="IMMEDIATE"),
    node("archived", "archiveCustomer", **CUSTOMER),
    node("sum", "transform", value="{{ nodes.left.output.items[0].currentBalance }}"),
]


def test_the_product_s_actions_run_on_the_local_server() -> None:
    with local_server(None) as server:
        seed(client_of_server(server, FULL_KEY))
        post(server, "credits/custom-currencies", id="currency-tokens", displayName="Tokens")
        order = [each["id"] for each in EVERY_ACTION]
        create(server, "everything", EVERY_ACTION, [edge(a, b) for a, b in itertools.pairwise(order)])
        post(server, "workflows/everything/runs", input={})
        run = ended(server, "everything")
        assert run["error"] is None
        assert [each["nodeId"] for each in run["nodes"]] == order
        assert run["output"] == {"value": 6}
