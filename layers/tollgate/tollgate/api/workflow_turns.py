"""Turns of runs: the steps there are, and what is to happen after them."""

from collections.abc import Callable
from typing import Any

from tollgate import wiring
from tollgate.api.edge import committed
from tollgate.shared.scope import ActorType, Scope, WorkflowCause
from tollgate.workflows.end_run import give_up_run
from tollgate.workflows.messages import RunTurn
from tollgate.workflows.run import WorkflowRun
from tollgate.workflows.take_turn import take_turn


def take_turn_of(turn: RunTurn, *, has_time: Callable[[], bool]) -> WorkflowRun | None:
    """Take a run's turn, and let what follows from it come: another turn now or later, and the run that waits for it.

    All of that is said again when the message comes again, so that a crash in between loses nothing.
    """
    run = seen_run(turn.scope, turn.run_id)
    if run is None:
        return None
    run = take_turn(turn.scope, run, running=wiring.running, act_as=act_as, has_time=has_time)
    _follow(turn.scope, run)
    return run


def give_up(turn: RunTurn) -> WorkflowRun | None:
    """End a run as failed whose turn failed again and again."""

    def end() -> WorkflowRun | None:
        return give_up_run(turn.scope, turn.run_id, "A step failed for a reason of our own", wiring.running())

    run = committed(end, actor=ActorType.SYSTEM, trace_id=turn.run_id)
    if run is not None:
        _follow(turn.scope, run)
    return run


def act_as(cause: WorkflowCause, operation: Callable[[], Any]) -> Any:
    """Run an operation in a transaction of its own, as a run of a workflow."""
    return committed(
        operation, actor=ActorType.WORKFLOW, actor_id=cause.workflow_id, trace_id=cause.run_id, workflow=cause
    )


def _follow(scope: Scope, run: WorkflowRun) -> None:
    queues, now = wiring.workflow_queues(), wiring.clock().now()
    if run.is_over:
        if run.parent_id is not None:
            queues.send(scope, run.parent_id, turn=run.id)
        return
    if any(not each.is_waiting for each in run.tokens) or (run.wake_at is not None and run.wake_at <= now):
        queues.send(scope, run.id, turn=f"{run.next_execution}.{run.next_token}")
    elif run.wake_at is not None:
        queues.wake(scope, run.id, run.wake_at, now=now)


def seen_run(scope: Scope, run_id: str) -> WorkflowRun | None:
    """Return a run as it is committed now."""
    return committed(lambda: wiring.running().runs.find(scope, run_id), actor=ActorType.SYSTEM, trace_id=run_id)
