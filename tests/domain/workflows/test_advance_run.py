"""How runs move through their graphs: whatever the graph, they end, and no node is executed for nothing."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tollgate.workflows.advance_run import begun, failed, token_ready, went_on
from tollgate.workflows.definition import MOST_TRIES, Definition, Edge, Node, Trigger, TriggerType
from tollgate.workflows.run import MOST_STEPS, RunError, RunStatus, WorkflowRun

NOW = datetime(2026, 1, 15, tzinfo=UTC)


def run() -> WorkflowRun:
    return WorkflowRun(
        id="w.1",
        workflow_id="w",
        workflow_name="w",
        version=1,
        trigger_id="hand",
        trigger_type=TriggerType.MANUAL,
        created_at=NOW,
        updated_at=NOW,
    )


def definition(nodes: list[Any], edges: list[tuple[str, str]], **more: Any) -> Definition:
    return Definition(
        triggers=(Trigger(id="hand", type=TriggerType.MANUAL),),
        nodes=tuple(Node(id=name, type=kind, **more) for name, kind in nodes),
        edges=tuple(Edge(source=source, to=to) for source, to in edges),
    )


@st.composite
def graphs(draw: st.DrawFn) -> Definition:
    """Return a graph without cycles: some of its nodes are merges."""
    kinds = draw(st.lists(st.sampled_from(["act", "act", "merge"]), min_size=1, max_size=9))
    names = [f"n{place}" for place in range(len(kinds))]
    pairs = [(a, b) for index, a in enumerate(names) for b in names[index + 1 :]]
    edges = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=14)) if pairs else []
    return definition(list(zip(names, kinds, strict=True)), edges)


def walked(graph: Definition, stops_at: set[str], order: st.DataObject) -> tuple[WorkflowRun, list[str]]:
    """Return a run at its end, and the nodes it executed; those in `stops_at` lead nowhere."""
    at, seen = begun(run(), graph, now=NOW), []
    while not at.is_over:
        token = order.draw(st.sampled_from(at.tokens))
        seen.append(token.node_id)
        output = None if token.node_id in stops_at else "main"
        at = went_on(at, graph, token, output=output, value=len(seen), now=NOW)
    return at, seen


@given(graphs(), st.data())
def test_a_run_ends_whatever_its_graph_and_the_order_of_its_nodes(graph: Definition, data: st.DataObject) -> None:
    names = [each.id for each in graph.nodes]
    stops_at = set(data.draw(st.lists(st.sampled_from(names), max_size=3)))
    at, seen = walked(graph, stops_at, data)
    assert (at.status, at.tokens, at.arrivals) == (RunStatus.SUCCEEDED, (), {}) or at.steps >= MOST_STEPS
    if not stops_at:
        merges = {each.id for each in graph.nodes if each.type == "merge"}
        assert set(seen) | merges == set(names)
        # Each merge joins all that comes to it, so it goes on once.
        assert all(at.nodes[each].iterations == 1 for each in merges)


@given(st.integers(1, 5), st.booleans())
def test_a_failing_node_is_tried_as_often_as_it_says_or_as_is_possible_where_it_may_pass(
    tries: int, is_momentary: bool
) -> None:
    graph = definition([("n0", "act")], [], retry={"maxTries": tries, "waitSeconds": 0})
    at, error, attempts = begun(run(), graph, now=NOW), RunError(code="X", message="no"), 0
    while not at.is_over:
        token = token_ready(at, now=NOW)
        assert token is not None
        attempts += 1
        at = failed(at, graph, token, error, now=NOW, is_momentary=is_momentary)
    assert (attempts, at.status, at.error) == (MOST_TRIES if is_momentary else tries, RunStatus.FAILED, error)
