"""Crashes around every read and write of workflows: each run is begun, goes on and ends, and does everything once."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.support.catalog import create_feature, create_plan, create_product, grant, publish
from tests.support.copies import Copies
from tests.support.credits import GRANTS, with_tokens
from tests.support.faults import CrashAt
from tests.support.selling import subscribe
from tests.support.template_api import TemplateApi
from tests.support.workflows import WorkflowQueues, create_workflow, edge, names, node, on_event, run_of, runs_of
from tools.bench.hook import hooked

USAGE = {"customerId": "acme", "featureId": "calls", "value": 3}
CREDITS = {
    "customerId": "acme",
    "currencyId": "currency-tokens",
    "grantType": "PROMOTIONAL",
    "displayName": "Welcome",
    "amount": 10,
}


def arrange(api: TemplateApi) -> None:
    """Let an update of acme grant credits, report usage, and run another workflow that renames somebody else."""
    with_tokens(api)
    api.post("/api/v1/customers", id="other")
    create_product(api)
    create_feature(api, "calls", featureType="NUMBER", meterType="INCREMENTAL")
    create_plan(api, "plan-calls")
    grant(api, "plan-calls", "calls", usageLimit=100)
    publish(api, "plan-calls")
    subscribe(api, "plan-calls")
    inner = [node("rename", "updateCustomer", customerId="other", name="Renamed")]
    create_workflow(api, "inner", inner, triggers=[{"id": "by", "type": "WORKFLOW"}])
    nodes = [
        node("grant", "grantCredits", **CREDITS),
        node("report", "reportUsage", usages=[USAGE]),
        node("call", "executeWorkflow", workflowId="inner"),
    ]
    edges = [edge("grant", "report"), edge("report", "call")]
    trigger = on_event("customer.updated", filter="trigger.id == 'acme'")
    create_workflow(api, "outer", nodes, edges, triggers=trigger)
    assert api.patch("/api/v1/customers/acme", name="A").status == 200


def check(api: TemplateApi, story: str) -> None:
    """Show that everything happened, and happened once."""
    [outer], [inner] = runs_of(api, "outer"), runs_of(api, "inner")
    assert (outer["status"], inner["status"]) == ("SUCCEEDED", "SUCCEEDED"), story
    assert names(run_of(api, outer["id"])) == ["grant", "report", "call", "call"], story
    grants = api.get(GRANTS, customerId="acme").data
    assert [Decimal(str(each["amount"])) for each in grants] == [10], story
    checked = api.get("/api/v1/customers/acme/entitlements/check", featureId="calls").data
    assert checked["currentUsage"] == 3, story
    assert api.get("/api/v1/customers/other").data["name"] == "Renamed", story


def test_a_crash_anywhere_loses_and_doubles_nothing(emulator_api: TemplateApi) -> None:
    alike = Copies(arrange)
    api, _ = alike.another()
    watching = CrashAt(0, is_before=True)
    settle(api, watching)
    check(api, "undisturbed")
    for call in range(1, watching.seen + 1):
        # Before a call is after the one before it.
        api, _ = alike.another()
        crash = CrashAt(call, is_before=False)
        settle(api, crash)
        check(api, str(crash))


def settle(api: TemplateApi, crash: Any) -> None:
    queues: Callable[[], None] = WorkflowQueues(api).settle
    with hooked(crash):
        queues()


@pytest.mark.parametrize("times", [2, 3])
def test_messages_that_come_again_double_nothing(emulator_api: TemplateApi, times: int) -> None:
    arrange(emulator_api)
    WorkflowQueues(emulator_api, times=times).settle()
    check(emulator_api, f"{times} times")
