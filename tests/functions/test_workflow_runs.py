"""Runs of workflows: what starts them, how they are led, what they wait for, and how they end."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.selling import given_customer
from tests.support.template_api import TemplateApi
from tests.support.workflows import (
    WorkflowQueues,
    create_workflow,
    edge,
    later,
    names,
    node,
    on_event,
    ran,
    run_by_hand,
    run_of,
    runs_of,
)
from tollgate.governance.errors import GovernanceUnavailable
from tollgate.shared.errors import ConcurrentChange, DomainError
from tollgate.wiring.workflow_actions import workflow_actions
from tollgate.workflow_actions.registry import ActionRegistry
from tollgate.workflows.action import ActionCall
from tollgate.workflows.definition import Part

CUSTOMER_CREATED = on_event("customer.created", filter="starts_with(trigger.id, 'customer-')")


@pytest.fixture
def actions() -> Iterator[ActionRegistry]:
    """The kinds of actions, to which a test may add some of its own."""
    yield workflow_actions()
    workflow_actions.cache_clear()


class Crowd:
    """An action that stages more customers than one transaction takes."""

    name = "crowd"
    is_staged = True
    params_schema = Part

    def run(self, call: ActionCall) -> dict[str, Any]:
        """Provision them."""
        provision = workflow_actions().find("provisionCustomer")
        assert provision is not None
        for number in range(50):
            provision.run(replace(call, params={"id": f"customer-{number}"}))
        return {}


class Busy:
    """An action that others are in the way of so many times."""

    name = "busy"
    params_schema = Part

    def __init__(self, error: DomainError, *, times: int, is_staged: bool) -> None:
        self._error, self._times, self.is_staged = error, times, is_staged

    def run(self, call: ActionCall) -> dict[str, Any]:
        """Do nothing, or say what is in the way."""
        if self._times:
            self._times -= 1
            raise self._error
        return {"key": call.idempotency_key}


def test_a_run_goes_from_node_to_node(api: TemplateApi) -> None:
    create_workflow(
        api,
        "sums",
        [
            node("first", value={"sum": "{{ add(trigger.a, trigger.b) }}"}),
            node("second", value="{{ nodes.first.output.sum }}!"),
        ],
        [edge("first", "second")],
    )
    run = ran(api, "sums", {"a": 1, "b": 2.5})
    assert (run["status"], names(run), run["output"]) == ("SUCCEEDED", ["first", "second"], {"value": "3.5!"})


def test_an_event_starts_the_workflows_that_ask_for_it(api: TemplateApi) -> None:
    create_workflow(api, "welcome", [node("greet", value="{{ trigger.id }}")], triggers=CUSTOMER_CREATED)
    create_workflow(api, "others", [node("greet")], triggers=on_event("CUSTOMER_DELETED"))
    create_workflow(api, "off", [node("greet")], triggers=CUSTOMER_CREATED, status="INACTIVE")
    given_customer(api, "customer-acme")
    given_customer(api, "filtered-out")
    WorkflowQueues(api).settle()
    [run] = runs_of(api, "welcome")
    assert run_of(api, run["id"])["output"] == {"value": "customer-acme"}
    assert (runs_of(api, "others"), runs_of(api, "off")) == ([], [])


def test_an_event_that_comes_again_starts_nothing_again(api: TemplateApi) -> None:
    create_workflow(api, "welcome", [node("greet"), node("again")], [edge("greet", "again")], triggers=CUSTOMER_CREATED)
    given_customer(api, "customer-acme")
    WorkflowQueues(api, times=3).settle()
    [run] = runs_of(api, "welcome")
    assert names(run_of(api, run["id"])) == ["greet", "again"]


@pytest.mark.parametrize(("plan", "went"), [("gold", "shiny"), ("silver", "grey"), ("lead", "heavy")])
def test_a_switch_leads_by_the_first_case_that_holds(api: TemplateApi, plan: str, went: str) -> None:
    cases = [{"output": name, "condition": f"trigger.plan == '{name}'"} for name in ("gold", "silver")]
    create_workflow(
        api,
        "ways",
        [node("which", "switch", cases=cases), node("shiny"), node("grey"), node("heavy")],
        [edge("which", "shiny", "gold"), edge("which", "grey", "silver"), edge("which", "heavy", "default")],
    )
    assert names(ran(api, "ways", {"plan": plan})) == ["which", went]


@pytest.mark.parametrize(("amount", "went"), [(5, ["big", "yes"]), (1, ["big", "no"])])
def test_an_if_leads_one_way_or_the_other(api: TemplateApi, amount: int, went: list[str]) -> None:
    create_workflow(
        api,
        "either",
        [node("big", "if", condition="trigger.amount > `3`"), node("yes"), node("no")],
        [edge("big", "yes", "true"), edge("big", "no", "false")],
    )
    assert names(ran(api, "either", {"amount": amount})) == went


def test_a_filter_lets_a_run_end(api: TemplateApi) -> None:
    create_workflow(
        api, "picky", [node("only", "filter", condition="trigger.ok"), node("then")], [edge("only", "then")]
    )
    assert [names(ran(api, "picky", {"ok": each})) for each in (True, False)] == [["only", "then"], ["only"]]


def test_a_merge_waits_for_the_branches_that_can_still_come(api: TemplateApi) -> None:
    nodes = [
        node("left"),
        node("maybe", "if", condition="trigger.both"),
        node("right"),
        node("join", "merge"),
        node("after", value="{{ keys(input) | sort(@) }}"),
    ]
    edges = [
        edge("maybe", "right", "true"),
        edge("left", "join"),
        edge("right", "join"),
        edge("join", "after"),
    ]
    create_workflow(api, "joined", nodes, edges)
    outputs = [ran(api, "joined", {"both": each})["output"] for each in (True, False)]
    assert outputs == [{"value": ["left", "right"]}, {"value": ["left"]}]


def test_a_wait_lets_time_pass(api: TemplateApi, clock: FixedClock) -> None:
    create_workflow(api, "later", [node("pause", "wait", seconds=3600), node("then")], [edge("pause", "then")])
    run_id, queues = run_by_hand(api, "later"), WorkflowQueues(api)
    queues.settle()
    waiting = run_of(api, run_id)
    assert (waiting["status"], waiting["waitingFor"][0]["until"]) == ("WAITING", "2026-01-15T11:30:00.000Z")
    later(clock, queues, run_id, minutes=59)
    assert run_of(api, run_id)["status"] == "WAITING"
    later(clock, queues, run_id, minutes=1)
    assert (run_of(api, run_id)["status"], names(run_of(api, run_id))) == ("SUCCEEDED", ["pause", "pause", "then"])


EVENT_WAIT = {"eventTypes": ["customer.created"], "condition": "event.id == trigger.expected", "timeoutSeconds": 600}


def given_waiting(api: TemplateApi) -> tuple[str, WorkflowQueues]:
    nodes = [node("pause", "wait", forEvent=EVENT_WAIT), node("came", value="{{ input.id }}"), node("late")]
    create_workflow(api, "awaiting", nodes, [edge("pause", "came"), edge("pause", "late", "timeout")])
    run_id, queues = run_by_hand(api, "awaiting", {"expected": "customer-b"}), WorkflowQueues(api, times=2)
    queues.settle()
    return run_id, queues


def test_a_wait_is_over_with_the_event_that_is_meant(api: TemplateApi) -> None:
    run_id, queues = given_waiting(api)
    given_customer(api, "customer-a")
    queues.settle()
    assert run_of(api, run_id)["status"] == "WAITING"
    given_customer(api, "customer-b")
    queues.settle()
    assert run_of(api, run_id)["output"] == {"value": "customer-b"}


def test_a_wait_for_an_event_is_over_with_its_time(api: TemplateApi, clock: FixedClock) -> None:
    run_id, queues = given_waiting(api)
    later(clock, queues, run_id, minutes=10)
    assert names(run_of(api, run_id)) == ["pause", "pause", "late"]
    given_customer(api, "customer-b")
    queues.settle()
    assert names(run_of(api, run_id)) == ["pause", "pause", "late"]


def test_a_loop_goes_round_as_long_as_it_waits(api: TemplateApi, clock: FixedClock) -> None:
    nodes = [
        node("count", value={"n": "{{ add(default(nodes.count.output.n, `0`), `1`) }}"}),
        node("pause", "wait", seconds=60),
        node("enough", "if", condition="nodes.count.output.n >= `3`"),
        node("done"),
    ]
    edges = [
        edge("hand", "count"),
        edge("count", "enough"),
        edge("enough", "done", "true"),
        edge("enough", "pause", "false"),
        edge("pause", "count"),
    ]
    create_workflow(api, "rounds", nodes, edges)
    run_id, queues = run_by_hand(api, "rounds"), WorkflowQueues(api)
    queues.settle()
    for _ in range(2):
        later(clock, queues, run_id, minutes=1)
    run = run_of(api, run_id)
    assert (run["status"], names(run).count("count")) == ("SUCCEEDED", 3)


def test_a_workflow_waits_for_another_one(api: TemplateApi) -> None:
    create_workflow(
        api,
        "inner",
        [node("double", value="{{ multiply(trigger.n, `2`) }}")],
        triggers=[{"id": "by", "type": "WORKFLOW"}],
    )
    create_workflow(
        api,
        "outer",
        [
            node("call", "executeWorkflow", workflowId="inner", input={"n": "{{ trigger.n }}"}),
            node("show", value="{{ input.output.value }}"),
        ],
        [edge("call", "show")],
    )
    run = ran(api, "outer", {"n": 21})
    assert (run["status"], run["output"]) == ("SUCCEEDED", {"value": 42})
    [inner] = runs_of(api, "inner")
    assert inner["causedBy"] == run["id"]


def test_a_failure_of_the_other_one_is_a_failure_of_the_node(api: TemplateApi) -> None:
    create_workflow(api, "inner", [node("end", "stop", message="no more")], triggers=[{"id": "by", "type": "WORKFLOW"}])
    create_workflow(api, "outer", [node("call", "executeWorkflow", workflowId="inner")])
    run = ran(api, "outer")
    assert (run["status"], "no more" in run["error"]["message"]) == ("FAILED", True)


def test_a_stop_fails_the_run_and_its_error_workflow_is_told(api: TemplateApi) -> None:
    create_workflow(api, "alarm", [node("tell", value="{{ trigger }}")], triggers=[{"id": "error", "type": "ERROR"}])
    create_workflow(api, "broken", [node("end", "stop", message="{{ trigger.why }}")], errorWorkflowId="alarm")
    run = ran(api, "broken", {"why": "out of stock"})
    assert run["error"] == {"code": "WorkflowStopped", "message": "out of stock", "nodeId": "end"}
    [told] = runs_of(api, "alarm")
    shown = run_of(api, told["id"])["trigger"]
    assert (shown["workflow"]["id"], shown["error"]["message"], shown["run"]["id"]) == (
        "broken",
        "out of stock",
        run["id"],
    )


BROKEN: dict[str, Any] = {**node("bad", value="{{ add(trigger.n, 'x') }}"), "retry": {"maxTries": 3, "waitSeconds": 10}}


def test_a_node_is_tried_again_and_then_fails_the_run(api: TemplateApi, clock: FixedClock) -> None:
    create_workflow(api, "trying", [BROKEN])
    run_id, queues = run_by_hand(api, "trying", {"n": 1}), WorkflowQueues(api)
    queues.settle()
    for _ in range(3):
        later(clock, queues, run_id, seconds=10)
    run = run_of(api, run_id)
    tries = [(each["attempt"], each["status"]) for each in run["nodes"]]
    assert (run["status"], tries) == ("FAILED", [(1, "RETRYING"), (2, "RETRYING"), (3, "FAILED")])


@pytest.mark.parametrize("is_staged", [True, False])
@pytest.mark.parametrize("error", [ConcurrentChange("busy"), GovernanceUnavailable.of()], ids=["busy", "unavailable"])
def test_what_passes_by_itself_fails_no_run(
    api: TemplateApi, clock: FixedClock, actions: ActionRegistry, error: DomainError, is_staged: bool
) -> None:
    actions.add(Busy(error, times=2, is_staged=is_staged))
    create_workflow(api, "patient", [node("act", "busy")])
    run_id, queues = run_by_hand(api, "patient"), WorkflowQueues(api)
    queues.settle()
    for _ in range(2):
        later(clock, queues, run_id, seconds=10)
    run = run_of(api, run_id)
    assert [each["status"] for each in run["nodes"]] == ["RETRYING", "RETRYING", "SUCCEEDED"]
    assert (run["status"], run["output"]) == ("SUCCEEDED", {"key": f"{run_id}.act.1"})


def test_a_step_that_is_too_much_for_one_transaction_fails_its_node(api: TemplateApi, actions: ActionRegistry) -> None:
    given_customer(api, "acme")
    actions.add(Crowd())
    nodes = [
        {**node("many", "crowd"), "onError": "CONTINUE"},
        node("after", value={"code": "{{ nodes.many.output.error.code }}"}),
    ]
    create_workflow(api, "crowd", nodes, [edge("many", "after")])
    run = ran(api, "crowd")
    assert (run["status"], run["output"]) == ("SUCCEEDED", {"code": "InvalidArgumentError"})
    assert "at most 100 documents" in run["nodes"][0]["error"]["message"]
    assert len(api.get("/api/v1/customers", limit=100).data) == 1


@pytest.mark.parametrize(("on_error", "went"), [("CONTINUE", ["bad", "then"]), ("ERROR_OUTPUT", ["bad", "rescue"])])
def test_a_failure_may_be_passed_over(api: TemplateApi, on_error: str, went: list[str]) -> None:
    bad = {**node("bad", value="{{ add(trigger.n, 'x') }}"), "onError": on_error}
    edges = [edge("bad", "then")] + ([edge("bad", "rescue", "error")] if on_error == "ERROR_OUTPUT" else [])
    nodes = [bad, node("then")] + ([node("rescue")] if on_error == "ERROR_OUTPUT" else [])
    create_workflow(api, "robust", nodes, edges)
    run = ran(api, "robust", {"n": 1})
    assert (run["status"], names(run)) == ("SUCCEEDED", went)


def test_a_run_is_called_off(api: TemplateApi, clock: FixedClock) -> None:
    create_workflow(api, "later", [node("pause", "wait", seconds=60), node("then")], [edge("pause", "then")])
    run_id, queues = run_by_hand(api, "later"), WorkflowQueues(api)
    queues.settle()
    assert api.post(f"/api/v1/workflow-runs/{run_id}/cancel").data["status"] == "CANCELED"
    later(clock, queues, run_id, minutes=5)
    assert names(run_of(api, run_id)) == ["pause"]
    assert api.post(f"/api/v1/workflow-runs/{run_id}/cancel").status == 409


def test_a_run_is_run_again_with_its_version_and_input(api: TemplateApi) -> None:
    create_workflow(api, "again", [node("show", value="{{ trigger.n }}")])
    former = ran(api, "again", {"n": 7})
    api.patch("/api/v1/workflows/again", nodes=[node("show", value="other")])
    second = api.post(f"/api/v1/workflow-runs/{former['id']}/rerun").data
    WorkflowQueues(api).settle()
    assert (run_of(api, second["id"])["output"], second["rerunOf"]) == ({"value": 7}, former["id"])


def test_runs_go_on_by_the_version_they_began_with(api: TemplateApi, clock: FixedClock) -> None:
    create_workflow(api, "old", [node("pause", "wait", seconds=60), node("then", value="old")], [edge("pause", "then")])
    run_id, queues = run_by_hand(api, "old"), WorkflowQueues(api)
    queues.settle()
    api.delete("/api/v1/workflows/old").data  # noqa: B018
    later(clock, queues, run_id, minutes=1)
    assert run_of(api, run_id)["output"] == {"value": "old"}


def test_a_schedule_starts_a_run_at_each_of_its_instants_once(api: TemplateApi) -> None:
    create_workflow(
        api,
        "hourly",
        [node("tick", value="{{ trigger.scheduledAt }}")],
        triggers=[{"id": "clock", "type": "SCHEDULE", "every": 1, "unit": "HOURS"}],
    )
    queues = WorkflowQueues(api, times=2)
    for hour in ("11", "12", "12"):
        queues.deliver(kind="SCHEDULE", workflowId="hourly", triggerId="clock", at=f"2026-01-15T{hour}:00:00Z")
    outputs = [run_of(api, each["id"])["output"]["value"] for each in runs_of(api, "hourly")]
    assert outputs == ["2026-01-15T12:00:00.000Z", "2026-01-15T11:00:00.000Z"]


def test_secrets_are_used_and_shown_to_nobody(api: TemplateApi) -> None:
    api.call("PUT", "/api/v1/workflow-secrets/slack", {"value": "hush-hush"})
    create_workflow(api, "quiet", [node("call", value={"url": "https://x/{{ secrets.slack }}", "password": "p"})])
    run = ran(api, "quiet")
    assert "hush-hush" not in str(run)
    assert run["output"] == {"url": "https://x/***", "password": "***"}
    assert api.get("/api/v1/workflow-secrets").data == [{"name": "slack", "type": "SECRET"}]
    assert api.delete("/api/v1/workflow-secrets/slack").data["name"] == "slack"
    assert api.get("/api/v1/workflow-secrets").data == []
