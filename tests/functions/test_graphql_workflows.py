"""Starting a workflow by GraphQL, and waiting for what it answers."""

from threading import Thread
from typing import Any

from tests.support.graphql import ask, refusal_of
from tests.support.template_api import TemplateApi
from tests.support.workflows import WorkflowQueues, create_workflow, edge, node, run_of, runs_of

TRIGGER = """mutation ($input: TriggerWorkflowInput!) { triggerWorkflow(input: $input) { success response } }"""


def given(api: TemplateApi, respond: str, *, nodes: Any = None, edges: Any = ()) -> None:
    triggers = [{"id": "call", "type": "API", "triggerId": "sign-up", "respond": respond}]
    create_workflow(api, "called", nodes or [node("one", value="{{ trigger.n }}")], edges, triggers=triggers)


def triggered(api: TemplateApi, **payload: Any) -> Any:
    return ask(api, TRIGGER, input={"triggerId": "sign-up", "payload": payload})["triggerWorkflow"]


def test_a_call_is_answered_once_its_run_is_queued(api: TemplateApi) -> None:
    given(api, "IMMEDIATELY")
    assert triggered(api, n=1) == {"success": True, "response": None}
    WorkflowQueues(api).settle()
    [run] = runs_of(api, "called")
    assert run_of(api, run["id"])["output"] == {"value": 1}


def answered_while_it_runs(api: TemplateApi, **payload: Any) -> Any:
    """Return what a caller is answered who waits, while somebody else takes the run's turns."""
    answers: list[Any] = []
    caller = Thread(target=lambda: answers.append(triggered(api, **payload)))
    caller.start()
    while caller.is_alive():
        WorkflowQueues(api).settle()
        caller.join(timeout=0.1)
    return answers[0]


def test_a_call_may_wait_for_what_the_last_node_returns(api: TemplateApi) -> None:
    given(api, "LAST_NODE")
    assert answered_while_it_runs(api, n=2) == {"success": True, "response": {"value": 2}}


def test_a_call_may_wait_for_what_the_run_responds(api: TemplateApi) -> None:
    nodes = [node("answer", "respond", body={"hello": "{{ trigger.name }}"}), node("then")]
    given(api, "LAST_NODE", nodes=nodes, edges=[edge("answer", "then")])
    assert answered_while_it_runs(api, name="Ada") == {"success": True, "response": {"hello": "Ada"}}


def test_a_call_whose_run_fails_is_no_success(api: TemplateApi) -> None:
    given(api, "LAST_NODE", nodes=[node("end", "stop", message="no")])
    assert answered_while_it_runs(api) == {"success": False, "response": None}


def test_a_trigger_that_is_not_there_is_named(api: TemplateApi) -> None:
    refused = refusal_of(api, TRIGGER, input={"triggerId": "nobody"})
    assert refused["extensions"]["code"] == "WorkflowTriggerNotFound"
