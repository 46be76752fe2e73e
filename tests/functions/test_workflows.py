"""Workflows by REST: what is kept, what is refused and where, and what calls start."""

from typing import Any

import pytest

from tests.support.template_api import TemplateApi
from tests.support.workflows import MANUAL, WorkflowQueues, create_workflow, edge, node, ran, run_by_hand, runs_of

WORKFLOWS = "/api/v1/workflows"
CALLED = [{"id": "called", "type": "API", "triggerId": "sign-up"}]


def test_a_workflow_is_kept_as_it_was_defined(api: TemplateApi) -> None:
    nodes = [node("one", value="{{ trigger.n }}"), node("two")]
    created = create_workflow(api, "first", nodes, [edge("one", "two")], description="The first one")
    assert api.get(f"{WORKFLOWS}/first").data == created
    assert (created["version"], created["status"], created["nodes"][0]["params"]) == (
        1,
        "ACTIVE",
        {"value": "{{ trigger.n }}"},
    )
    assert created["edges"] == [{"from": "one", "output": "main", "to": "two"}]


def test_without_an_id_it_is_given_one(api: TemplateApi) -> None:
    body = {"name": "unnamed", "triggers": [MANUAL], "nodes": [node("one")]}
    assert api.post(WORKFLOWS, **body).data["id"].startswith("workflow-")


def test_another_definition_is_another_version(api: TemplateApi) -> None:
    create_workflow(api, "first", [node("one", value=1)])
    renamed = api.patch(f"{WORKFLOWS}/first", name="Renamed", description=None).data
    changed = api.patch(f"{WORKFLOWS}/first", nodes=[node("one", value=2)]).data
    assert (renamed["version"], changed["version"], changed["name"]) == (1, 2, "Renamed")
    assert api.get(f"{WORKFLOWS}/first", version=1).data["nodes"][0]["params"] == {"value": 1}
    assert api.get(f"{WORKFLOWS}/first", version=3).status == 404


def test_a_deleted_workflow_is_gone_and_its_id_counts_on(api: TemplateApi) -> None:
    create_workflow(api, "first", [node("one")], triggers=CALLED)
    api.delete(f"{WORKFLOWS}/first").data  # noqa: B018
    assert api.get(f"{WORKFLOWS}/first").status == 404
    assert api.delete(f"{WORKFLOWS}/first").error["code"] == "WorkflowTriggerNotFound"
    assert create_workflow(api, "first", [node("other")], triggers=CALLED)["version"] == 2


def test_workflows_are_listed_newest_first(api: TemplateApi) -> None:
    for name in ("a", "b", "c"):
        create_workflow(api, name, [node("one")])
    first = api.get(WORKFLOWS, limit=2)
    rest = api.get(WORKFLOWS, limit=2, after=first.body["pagination"]["next"])
    assert [each["id"] for each in [*first.data, *rest.data]] == ["c", "b", "a"]


def test_an_id_is_given_once(api: TemplateApi) -> None:
    create_workflow(api, "first", [node("one")])
    answer = api.post(WORKFLOWS, id="first", name="x", triggers=[MANUAL], nodes=[node("one")])
    assert (answer.status, answer.error["code"]) == (409, "DuplicatedEntityNotAllowed")


LOOP = [edge("hand", "a"), edge("a", "b"), edge("b", "a")]
PLACES: list[tuple[dict[str, Any], str]] = [
    ({"nodes": [node("one", "teleport")]}, "nodes.0.type"),
    ({"nodes": [node("a"), node("b")], "edges": LOOP}, "edges"),
    ({"nodes": [node("one", value="{{ a[ }}")]}, "nodes.0.params.value"),
    ({"nodes": [node("one", value=["x", {"y": "{{ nothing(a) }}"}])]}, "nodes.0.params.value.1.y"),
    ({"nodes": [node("one", value="{{ a")]}, "nodes.0.params.value"),
    ({"nodes": [node("one", "if", condition="a ==")]}, "nodes.0.params.condition"),
    ({"nodes": [node("one", "if")]}, "nodes.0.params.condition"),
    ({"nodes": [node("one", "if", condition="a", extra=1)]}, "nodes.0.params.extra"),
    ({"nodes": [node("one", "switch", cases=[{"output": "default", "condition": "a"}])]}, "nodes.0.params.cases"),
    ({"nodes": [node("one", "wait")]}, "nodes.0.params"),
    (
        {"nodes": [node("one", "wait", forEvent={"eventTypes": ["nothing.there"]})]},
        "nodes.0.params.forEvent.eventTypes.0",
    ),
    ({"nodes": [node("one"), node("one")]}, "nodes.0.id"),
    ({"nodes": [node("not a name")]}, "nodes.0.id"),
    ({"nodes": [node("hand")]}, "triggers.0.id"),
    ({"nodes": []}, "nodes"),
    ({"triggers": []}, "triggers"),
    ({"edges": [edge("one", "nowhere")]}, "edges.0.to"),
    ({"edges": [edge("nowhere", "one")]}, "edges.0.from"),
    ({"nodes": [node("one"), node("two")], "edges": [edge("one", "two", "true")]}, "edges.0.output"),
    ({"nodes": [node("one"), node("two")], "edges": [edge("hand", "two")]}, "nodes.0"),
    ({"triggers": [{"id": "e", "type": "EVENT"}]}, "triggers.0.eventTypes"),
    ({"triggers": [{"id": "e", "type": "EVENT", "eventTypes": ["no.such"]}]}, "triggers.0.eventTypes.0"),
    ({"triggers": [{"id": "e", "type": "EVENT", "eventTypes": ["plan.created"], "filter": "=="}]}, "triggers.0.filter"),
    ({"triggers": [{"id": "e", "type": "MANUAL", "every": 1}]}, "triggers.0.every"),
    ({"triggers": [{"id": "e", "type": "API"}]}, "triggers.0.triggerId"),
    ({"triggers": [{"id": "e", "type": "SCHEDULE", "every": 1}]}, "triggers.0.unit"),
    ({"triggers": [{"id": "e", "type": "SCHEDULE", "every": 99, "unit": "HOURS"}]}, "triggers.0.every"),
    ({"triggers": [{"id": "e", "type": "SCHEDULE", "every": 1, "unit": "HOURS", "atHour": 3}]}, "triggers.0.atHour"),
    ({"errorWorkflowId": "nobody"}, "errorWorkflowId"),
    ({"nodes": [{**node("one"), "retry": {"maxTries": 9}}]}, "nodes[0].retry.maxTries"),
    ({"nodes": [{**node("one"), "retires": {}}]}, "nodes[0].retires"),
]


@pytest.mark.parametrize(("wrong", "place"), PLACES, ids=[place for _, place in PLACES])
def test_what_cannot_run_is_refused_with_its_place(api: TemplateApi, wrong: dict[str, Any], place: str) -> None:
    body = {"id": "wrong", "name": "wrong", "triggers": [MANUAL], "nodes": [node("one")], "edges": [], **wrong}
    answer = api.post(WORKFLOWS, **body)
    assert (answer.status, answer.error["code"]) == (400, "BadUserInput")
    assert place in {answer.error.get("field"), *(each["field"] for each in answer.error.get("problems", ()))} or (
        place in answer.error["message"]
    )
    assert api.get(f"{WORKFLOWS}/wrong").status == 404


def test_all_problems_are_told_at_once(api: TemplateApi) -> None:
    nodes = [node("one", "teleport"), node("two", value="{{ a[ }}")]
    problems = api.post(WORKFLOWS, name="wrong", triggers=[MANUAL], nodes=nodes).error["problems"]
    assert [each["field"] for each in problems] == ["nodes.0.type", "nodes.1.params.value"]


def test_the_name_of_a_trigger_belongs_to_one_workflow(api: TemplateApi) -> None:
    create_workflow(api, "first", [node("one")], triggers=CALLED)
    answer = api.post(WORKFLOWS, id="second", name="x", triggers=CALLED, nodes=[node("one")])
    assert answer.error["code"] == "DuplicatedEntityNotAllowed"
    api.patch(f"{WORKFLOWS}/first", triggers=[MANUAL]).data  # noqa: B018
    create_workflow(api, "second", [node("one")], triggers=CALLED)


def test_a_call_starts_the_workflow_of_its_trigger(api: TemplateApi) -> None:
    create_workflow(api, "first", [node("one", value="{{ trigger.email }}")], triggers=CALLED)
    called = api.post("/api/v1/workflow-triggers/sign-up", payload={"email": "a@b.example"}).data
    assert (called["success"], called["status"], called["response"]) == (True, "QUEUED", None)
    WorkflowQueues(api).settle()
    [run] = runs_of(api, "first")
    assert (run["id"], run["status"]) == (called["runId"], "SUCCEEDED")


def test_nobody_can_call_what_is_not_there_or_switched_off(api: TemplateApi) -> None:
    answer = api.post("/api/v1/workflow-triggers/nobody")
    assert (answer.status, answer.error["code"]) == (404, "WorkflowTriggerNotFound")
    create_workflow(api, "first", [node("one")], triggers=CALLED, status="INACTIVE")
    assert api.post("/api/v1/workflow-triggers/sign-up").status == 409
    assert api.post("/api/v1/workflow-triggers/sign-up", isTest=True).data["success"] is True


def test_runs_are_listed_by_what_became_of_them(api: TemplateApi) -> None:
    create_workflow(
        api,
        "first",
        [node("end", "if", condition="trigger.ok"), node("bad", "stop", message="no")],
        [edge("end", "bad", "false")],
    )
    for ok in (True, False, True):
        ran(api, "first", {"ok": ok})
    listed = api.get(f"{WORKFLOWS}/first/runs", status="FAILED").data
    assert [each["error"]["message"] for each in listed] == ["no"]
    pages, after = [], None
    while True:
        answer = api.get(f"{WORKFLOWS}/first/runs", limit=2, **({"after": after} if after else {}))
        pages.append(len(answer.data))
        after = answer.body["pagination"]["next"]
        if after is None:
            break
    assert pages == [2, 1]


def test_another_environment_sees_nothing_of_it(api: TemplateApi) -> None:
    create_workflow(api, "first", [node("one")], triggers=[*CALLED, MANUAL])
    run_id = run_by_hand(api, "first")
    other = TemplateApi(caller={**api.caller, "environmentId": "other"})
    for path in ("workflows/first", f"workflow-runs/{run_id}"):
        assert other.get(f"/api/v1/{path}").status == 404
    assert other.post("/api/v1/workflow-triggers/sign-up").status == 404
    assert (other.get(WORKFLOWS).data, other.get(f"{WORKFLOWS}/first/runs").data) == ([], [])


@pytest.mark.parametrize(("name", "value", "field"), [("no-name", "abcd", "name"), ("name", "abc", "value")])
def test_a_secret_that_cannot_be_is_refused(api: TemplateApi, name: str, value: str, field: str) -> None:
    answer = api.call("PUT", f"/api/v1/workflow-secrets/{name}", {"value": value})
    assert (answer.status, answer.error["field"]) == (400, field)
