"""Calls that start a run: committed at once, so that its queue hears of it, and waited for where that is asked."""

import time
from collections.abc import Callable

from tollgate import wiring
from tollgate.api.edge import committed
from tollgate.api.workflow_turns import seen_run
from tollgate.api.workflows import CalledView
from tollgate.shared.scope import Caller, Scope
from tollgate.workflows.definition import Respond
from tollgate.workflows.run import RunStatus, WorkflowRun
from tollgate.workflows.trigger_workflow import trigger_workflow

LONGEST_WAIT = 25
"""Seconds that a caller waits for a run: the gateway gives up after 30."""
_FIRST_LOOK, _LONGEST_PAUSE = 0.05, 0.5

Start = Callable[[], tuple[WorkflowRun, Respond]]


def call_trigger(caller: Caller, trigger_id: str, payload: object, *, is_test: bool, trace_id: str) -> CalledView:
    """Start a run by the name of an API trigger, and answer as the trigger says.

    Where the run is not over in time, the answer is that it is still under way.
    """
    scope = caller.scope

    def start() -> tuple[WorkflowRun, Respond]:
        return trigger_workflow(scope, trigger_id, payload, wiring.running(), is_test=is_test)

    run, respond = committed(start, actor=caller.actor, actor_id=caller.key_id, trace_id=trace_id)
    queue_run(scope, run)
    if respond is Respond.LAST_NODE and not run.is_over:
        run = _awaited(scope, run)
    return CalledView(
        success=run.status not in {RunStatus.FAILED, RunStatus.CANCELED},
        run_id=run.id,
        status=run.status,
        response=run.answer if run.status is RunStatus.SUCCEEDED and respond is Respond.LAST_NODE else None,
        error=run.error,
    )


def queue_run(scope: Scope, run: WorkflowRun) -> None:
    """Bring a run that was just made its first turn: its event does so too, some moments later."""
    if not run.is_over:
        wiring.workflow_queues().send(scope, run.id, turn="first")


def _awaited(scope: Scope, run: WorkflowRun) -> WorkflowRun:
    deadline, pause = time.monotonic() + LONGEST_WAIT, _FIRST_LOOK
    while not run.is_over and time.monotonic() < deadline:
        time.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)
        run = seen_run(scope, run.id) or run
    return run
