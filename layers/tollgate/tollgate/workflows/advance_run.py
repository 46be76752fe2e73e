"""How a run moves through its graph. Pure: each function returns the run as it is afterwards."""

from datetime import datetime, timedelta
from typing import Any

from tollgate.workflows.definition import MOST_TRIES, Definition, Node, OnError
from tollgate.workflows.flow_params import MergeMode, MergeParams
from tollgate.workflows.graph import MERGE, edges_of, entries, reached_from
from tollgate.workflows.run import MOST_STEPS, Arrival, NodeState, RunError, RunStatus, Token, WorkflowRun


def begun(run: WorkflowRun, definition: Definition, *, now: datetime) -> WorkflowRun:
    """Return a queued run with a token at each node that its trigger leads to."""
    started = run.but(status=RunStatus.RUNNING, started_at=now, updated_at=now)
    for node_id in entries(definition, run.trigger_id):
        edge = next((i for i, each in enumerate(definition.edges) if each.to == node_id), -1)
        started = _arrived(started, definition, node_id, edge=edge, source=run.trigger_id, value=run.trigger)
    return _settled(started, definition, now=now)


def token_ready(run: WorkflowRun, *, now: datetime) -> Token | None:
    """Return the next token whose node can be executed: in the order they came, those that wait when their time is."""
    for token in run.tokens:
        if token.wake_at is not None and token.wake_at <= now:
            return token
        if not token.is_waiting and token.wake_at is None:
            return token
    return None


def went_on(
    run: WorkflowRun, definition: Definition, token: Token, *, output: str | None, value: Any, now: datetime
) -> WorkflowRun:
    """Return the run with a node done: by an output, or by none where the run does not go on behind it."""
    state = run.nodes.get(token.node_id, NodeState())
    done = _without(run, token).but(
        nodes={**run.nodes, token.node_id: NodeState(output=value, iterations=state.iterations + 1)},
        steps=run.steps + 1,
        last_output=value,
        updated_at=now,
    )
    return _settled(_led_on(done, definition, token.node_id, output, value), definition, now=now)


def failed(
    run: WorkflowRun,
    definition: Definition,
    token: Token,
    error: RunError,
    *,
    now: datetime,
    is_momentary: bool = False,
) -> WorkflowRun:
    """Return the run with a node failed: tried again, passed over, or ended with it, as the node says.

    What `is_momentary` is tried as often as a node can ask for.
    """
    node = definition.node(token.node_id)
    if token.attempt < (MOST_TRIES if is_momentary else node.retry.max_tries):
        again = token.but(
            attempt=token.attempt + 1,
            is_waiting=True,
            wake_at=now + timedelta(seconds=node.retry.wait_seconds),
        )
        return _settled(_with(run, again), definition, now=now)
    state = run.nodes.get(node.id, NodeState())
    told = {"error": error.model_dump(mode="json", by_alias=True)}
    known = run.but(
        nodes={**run.nodes, node.id: NodeState(output=told, error=error, iterations=state.iterations + 1)},
        steps=run.steps + 1,
        updated_at=now,
    )
    if node.on_error is OnError.STOP:
        return known.ended(RunStatus.FAILED, at=now, error=error)
    output = "error" if node.on_error is OnError.ERROR_OUTPUT else _first_output(definition, node)
    passed = _without(known, token).but(last_output=told)
    return _settled(_led_on(passed, definition, node.id, output, told), definition, now=now)


def waiting(run: WorkflowRun, definition: Definition, token: Token, *, now: datetime) -> WorkflowRun:
    """Return the run with a token that waits, as the token says for what."""
    return _settled(_with(run, token.but(is_waiting=True)), definition, now=now)


def _with(run: WorkflowRun, token: Token) -> WorkflowRun:
    return run.but(tokens=tuple(token if each.id == token.id else each for each in run.tokens))


def _without(run: WorkflowRun, token: Token) -> WorkflowRun:
    return run.but(tokens=tuple(each for each in run.tokens if each.id != token.id))


def _first_output(definition: Definition, node: Node) -> str:
    """Return where a node that failed goes on as if it had not: by `main`, or else by the first way out it has."""
    leaving = [edge.output for edge in definition.edges if edge.source == node.id]
    return "main" if "main" in leaving or not leaving else leaving[0]


def _led_on(run: WorkflowRun, definition: Definition, node_id: str, output: str | None, value: Any) -> WorkflowRun:
    if output is None:
        return run
    for edge in edges_of(definition, node_id, output):
        place = definition.edges.index(edge)
        run = _arrived(run, definition, edge.to, edge=place, source=node_id, value=value)
    return run


def _arrived(
    run: WorkflowRun, definition: Definition, node_id: str, *, edge: int, source: str, value: Any
) -> WorkflowRun:
    node = definition.node(node_id)
    if node.type != MERGE:
        return _placed(run, node_id, source)
    if _mode(node) is MergeMode.ANY and node_id in run.merged:
        return run
    arrived = (*run.arrivals.get(node_id, ()), Arrival(edge=edge, source=source, value=value))
    return run.but(arrivals={**run.arrivals, node_id: arrived})


def _placed(run: WorkflowRun, node_id: str, source: str | None) -> WorkflowRun:
    token = Token(id=run.next_token, node_id=node_id, came_from=source)
    return run.but(tokens=(*run.tokens, token), next_token=run.next_token + 1)


def _mode(node: Node) -> MergeMode:
    return MergeParams.model_validate(node.params).mode


def _settled(run: WorkflowRun, definition: Definition, *, now: datetime) -> WorkflowRun:
    """Return the run with every merge gone on that nothing more can come to, and ended where nothing is left."""
    while (node_id := _complete_merge(run, definition)) is not None:
        arrived = run.arrivals[node_id]
        left = {each: those for each, those in run.arrivals.items() if each != node_id}
        value = {each.source: each.value for each in arrived}
        state = run.nodes.get(node_id, NodeState())
        run = run.but(
            arrivals=left,
            merged=(*run.merged, node_id),
            nodes={**run.nodes, node_id: NodeState(output=value, iterations=state.iterations + 1)},
            steps=run.steps + 1,
            last_output=value,
        )
        run = _led_on(run, definition, node_id, "main", value)
    if not run.tokens:
        return run.ended(RunStatus.SUCCEEDED, at=now)
    if run.steps >= MOST_STEPS:
        error = RunError(code="WorkflowTooLong", message=f"The run executed {MOST_STEPS} nodes and is not over")
        return run.ended(RunStatus.FAILED, at=now, error=error)
    is_waiting = all(each.is_waiting for each in run.tokens)
    return run.but(status=RunStatus.WAITING if is_waiting else RunStatus.RUNNING)


def _complete_merge(run: WorkflowRun, definition: Definition) -> str | None:
    for node_id in run.arrivals:
        if _mode(definition.node(node_id)) is MergeMode.ANY:
            return node_id
        others = {each.node_id for each in run.tokens} | (run.arrivals.keys() - {node_id})
        if not any(node_id in reached_from(definition, other) for other in others):
            return node_id
    # Merges that wait for one another: nothing else can come, so the first goes on with what it has.
    return next(iter(run.arrivals), None) if not run.tokens else None
