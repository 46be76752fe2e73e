"""Take one step of a run: execute the next node, and write what came of it with whatever it changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tollgate.shared.errors import ConcurrentChange, DomainError, Unavailable
from tollgate.shared.scope import Scope
from tollgate.workflows.action import Action, ActionCall, Transact
from tollgate.workflows.advance_run import begun, token_ready
from tollgate.workflows.context import context_of
from tollgate.workflows.definition import Node
from tollgate.workflows.errors import WorkflowNotFound
from tollgate.workflows.expressions import rendered
from tollgate.workflows.flow import led
from tollgate.workflows.flow_params import FLOW
from tollgate.workflows.outcome import Fails, Outcome, Starts, Waits, Went
from tollgate.workflows.run import RunError, RunStatus, Token, WorkflowRun
from tollgate.workflows.running import Running
from tollgate.workflows.start_run import start_child
from tollgate.workflows.write_step import Step, write_step


@dataclass(frozen=True)
class ActNow:
    """A node that acts at once: outside a transaction, and what comes of it is written after."""

    step: Step
    action: Action
    call: ActionCall


def take_step(scope: Scope, run_id: str, running: Running, *, transact: Transact) -> WorkflowRun | ActNow | None:
    """Take the next step of a run, and stage the run as it is then; None where there is nothing to do now.

    A node that acts at once is returned instead, to be executed and written with `write_act`.
    """
    step = _next_step(scope, run_id, running)
    if not isinstance(step, Step):
        return step
    if step.token.child_id is not None:
        return write_step(scope, step, _outcome_of_child(scope, step.token, running), running)
    return _executed(scope, step, running, transact)


def fail_step(scope: Scope, seen: WorkflowRun, refused: DomainError, running: Running) -> WorkflowRun | None:
    """Stage the run with its next node failed, because all that the step had staged was refused as a whole.

    Where the run went on since it was `seen`, it is returned as it is: what was refused is no longer its next step.
    """
    step = _next_step(scope, seen.id, running)
    if not isinstance(step, Step) or step.run.next_execution != seen.next_execution:
        return step.run if isinstance(step, Step) else step
    return write_step(scope, step, _failure(refused, step.node), running, given=step.node.params)


def write_act(scope: Scope, acted: ActNow, outcome: Outcome, running: Running) -> WorkflowRun | None:
    """Stage what an action that was executed at once came to; nothing where somebody else did so meanwhile."""
    run = running.runs.find(scope, acted.step.run.id)
    if run is None or run.is_over:
        return None
    now = running.clock.now()
    started = begun(run, acted.step.definition, now=now) if run.status is RunStatus.QUEUED else run
    if acted.step.token not in started.tokens:
        return None
    step = Step(started, acted.step.definition, acted.step.node, acted.step.token, now, acted.step.secrets)
    return write_step(scope, step, outcome, running, given=acted.call.params, began_at=acted.step.now)


def act(acted: ActNow) -> Outcome:
    """Execute an action that acts at once, and return what it came to."""
    try:
        return Went("main", acted.action.run(acted.call))
    except DomainError as error:
        return _failure(error, acted.step.node)


def _next_step(scope: Scope, run_id: str, running: Running) -> Step | WorkflowRun | None:
    """Return the next step of a run; the run, staged, where it only begins or cannot go on; None where all waits."""
    run = running.runs.find(scope, run_id)
    if run is None or run.is_over:
        return None
    now = running.clock.now()
    try:
        definition = running.definition(scope, run)
    except WorkflowNotFound as gone:
        ended = run.ended(RunStatus.FAILED, at=now, error=RunError(code=gone.code, message=gone.message))
        running.runs.save(scope, ended)
        return ended
    started = begun(run, definition, now=now) if run.status is RunStatus.QUEUED else run
    token = token_ready(started, now=now) or _token_of_ended_child(scope, started, running)
    if token is not None:
        return Step(started, definition, definition.node(token.node_id), token, now, running.secrets.all(scope))
    if started is run:
        return None
    running.runs.save(scope, started)
    return started


def _executed(scope: Scope, step: Step, running: Running, transact: Transact) -> WorkflowRun | ActNow:
    context = context_of(step.run, step.token, secrets=step.secrets, now=step.now)
    if step.node.type in FLOW:
        return write_step(scope, step, _led(scope, step, context, running), running, given=step.node.params)
    action = running.actions.find(step.node.type)
    if action is None:
        unknown = RunError(code="BadUserInput", message=f"There is no action {step.node.type}", node_id=step.node.id)
        return write_step(scope, step, Fails(unknown), running)
    try:
        params = rendered(step.node.params, context)
    except DomainError as error:
        return write_step(scope, step, _failure(error, step.node), running, given=step.node.params)
    call = _call(scope, step, params, transact)
    if not action.is_staged:
        return ActNow(step, action, call)
    try:
        outcome: Outcome = Went("main", action.run(call))
    except DomainError as error:
        running.put_aside(error)
        outcome = _failure(error, step.node)
    return write_step(scope, step, outcome, running, given=params)


def _led(scope: Scope, step: Step, context: Mapping[str, Any], running: Running) -> Outcome:
    try:
        outcome = led(step.node, step.token, context, now=step.now)
        if not isinstance(outcome, Starts):
            return outcome
        child = start_child(scope, step.run, outcome, running, now=step.now)
    except DomainError as error:
        return _failure(error, step.node)
    return Waits(child_id=child.id) if outcome.is_awaited else Went("main", {"runId": child.id})


def _call(scope: Scope, step: Step, params: dict[str, Any], transact: Transact) -> ActionCall:
    state = step.run.nodes.get(step.node.id)
    return ActionCall(
        scope=scope,
        run_id=step.run.id,
        workflow_id=step.run.workflow_id,
        node_id=step.node.id,
        iteration=state.iterations + 1 if state is not None else 1,
        params=params,
        timeout_seconds=step.node.timeout_seconds,
        transact=transact,
        secrets=tuple(step.secrets.values()),
    )


def _token_of_ended_child(scope: Scope, run: WorkflowRun, running: Running) -> Token | None:
    for token in run.tokens:
        child = running.runs.find(scope, token.child_id) if token.child_id is not None else None
        if token.child_id is not None and (child is None or child.is_over):
            return token
    return None


def _outcome_of_child(scope: Scope, token: Token, running: Running) -> Outcome:
    child = running.runs.find(scope, token.child_id or "")
    if child is None or child.status is not RunStatus.SUCCEEDED:
        why = child.error.message if child is not None and child.error is not None else "it was called off"
        error = RunError(code="IntegrityViolation", message=f"Run {token.child_id}: {why}", node_id=token.node_id)
        return Fails(error)
    return Went("main", {"runId": child.id, "status": child.status.value, "output": child.answer})


def _failure(error: DomainError, node: Node) -> Fails:
    told = RunError(code=error.code, message=error.message, node_id=node.id)
    return Fails(told, is_momentary=isinstance(error, ConcurrentChange | Unavailable))
