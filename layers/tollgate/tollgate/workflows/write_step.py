"""Write what executing a node came to: the run as it is then, the node's place in its history, and what follows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tollgate.shared.scope import Scope
from tollgate.workflows.advance_run import failed, waiting, went_on
from tollgate.workflows.context import masked
from tollgate.workflows.definition import Definition, Node
from tollgate.workflows.execution import ExecutionStatus, NodeExecution
from tollgate.workflows.outcome import Fails, Outcome, Waits, Went
from tollgate.workflows.run import NodeState, RunError, RunStatus, Token, WorkflowRun
from tollgate.workflows.running import Running
from tollgate.workflows.start_run import start_error_run

LARGEST_OUTPUT, LARGEST_RUN = 100_000, 300_000
"""Characters: of what a node may return, and of all that a run may hold. An item of the table has 400 KB."""


@dataclass(frozen=True)
class Step:
    """A node that is about to be executed: of which run, by which token, at which instant."""

    run: WorkflowRun
    definition: Definition
    node: Node
    token: Token
    now: datetime
    secrets: Mapping[str, str]


def write_step(
    scope: Scope,
    step: Step,
    outcome: Outcome,
    running: Running,
    *,
    given: Any = None,
    began_at: datetime | None = None,
) -> WorkflowRun:
    """Stage the run after a step, and its history; return the run. `given` is what the node was called with."""
    outcome = _without_secrets(_within_bounds(outcome, step.node), step)
    run = _after(step, outcome)
    if len(run.model_dump_json()) > LARGEST_RUN:
        error = RunError(code="PayloadTooLarge", message="The run holds too much; let nodes return less")
        run = step.run.but(trigger=None, nodes={}, last_output=None).ended(RunStatus.FAILED, at=step.now, error=error)
    running.runs.save(scope, run)
    number = step.run.next_execution
    running.runs.record(scope, _execution(step, outcome, run, number, given, began_at or step.now))
    if run.status is RunStatus.FAILED:
        start_error_run(scope, run, step.definition, running, now=step.now)
    return run


def _after(step: Step, outcome: Outcome) -> WorkflowRun:
    run, definition, token, now = step.run, step.definition, step.token, step.now
    run = run.but(next_execution=run.next_execution + 1)
    match outcome:
        case Went(output=output, value=value):
            if outcome.has_response:
                run = run.but(response=outcome.response, has_response=True)
            return went_on(run, definition, token, output=output, value=value, now=now)
        case Waits():
            waits = token.but(wake_at=outcome.wake_at, awaits=outcome.awaits, child_id=outcome.child_id)
            return waiting(run, definition, waits, now=now)
        case Fails(error=error, is_final=True):
            return run.ended(RunStatus.FAILED, at=now, error=error)
        case Fails(error=error):
            again = token.but(child_id=None)
            return failed(run, definition, again, error, now=now, is_momentary=outcome.is_momentary)
    raise TypeError(f"{outcome} is no end of a step")


def _within_bounds(outcome: Outcome, node: Node) -> Outcome:
    if isinstance(outcome, Went) and len(NodeState(output=outcome.value).model_dump_json()) > LARGEST_OUTPUT:
        message = f"{node.id} returned more than {LARGEST_OUTPUT} characters"
        return Fails(RunError(code="PayloadTooLarge", message=message, node_id=node.id))
    return outcome


def _execution(
    step: Step, outcome: Outcome, run: WorkflowRun, number: int, given: Any, began_at: datetime
) -> NodeExecution:
    state = step.run.nodes.get(step.node.id)
    hidden = step.secrets.values()
    return NodeExecution(
        run_id=run.id,
        number=number,
        node_id=step.node.id,
        node_type=step.node.type,
        iteration=(state.iterations if state is not None else 0) + 1,
        attempt=step.token.attempt,
        status=_status(outcome, step, run),
        output_name=outcome.output if isinstance(outcome, Went) else None,
        input=masked(given, hidden),
        output=masked(outcome.value, hidden) if isinstance(outcome, Went) else None,
        error=outcome.error if isinstance(outcome, Fails) else None,
        started_at=began_at,
        finished_at=step.now,
    )


def _without_secrets(outcome: Outcome, step: Step) -> Outcome:
    """Return the outcome with no secret in the words of its error, which everybody reads."""
    if not isinstance(outcome, Fails):
        return outcome
    message = masked(outcome.error.message, step.secrets.values())
    return replace(outcome, error=outcome.error.but(message=message))


def _status(outcome: Outcome, step: Step, run: WorkflowRun) -> ExecutionStatus:
    if isinstance(outcome, Waits):
        return ExecutionStatus.WAITING
    if isinstance(outcome, Went):
        return ExecutionStatus.SUCCEEDED
    is_tried_again = any(each.id == step.token.id for each in run.tokens)
    return ExecutionStatus.RETRYING if is_tried_again else ExecutionStatus.FAILED
