"""Call a run off, start it again, or end it because it cannot be executed."""

from tollgate.shared.scope import Scope
from tollgate.workflows.errors import RunIsOver, WorkflowNotFound
from tollgate.workflows.events import WorkflowRunQueued
from tollgate.workflows.run import RunError, RunStatus, WorkflowRun, run_id_of
from tollgate.workflows.running import Running
from tollgate.workflows.start_run import start_error_run


def retrieve_run(scope: Scope, run_id: str, running: Running) -> WorkflowRun:
    """Return the run; raises `WorkflowNotFound`."""
    run = running.runs.find(scope, run_id)
    if run is None:
        raise WorkflowNotFound.of("workflow run", run_id)
    return run


def cancel_run(scope: Scope, run_id: str, running: Running) -> WorkflowRun:
    """Stage the run as called off: nothing of it is executed any more; what was done stays done.

    Raises `WorkflowNotFound`, and `RunIsOver` where it has ended already.
    """
    run = retrieve_run(scope, run_id, running)
    if run.is_over:
        raise RunIsOver(f"The run {run_id} is {run.status.value} already; nothing is left to call off")
    ended = run.ended(RunStatus.CANCELED, at=running.clock.now())
    running.runs.save(scope, ended)
    return ended


def rerun(scope: Scope, run_id: str, running: Running) -> WorkflowRun:
    """Stage a new run with the version, the trigger and the input of a former one; raises `WorkflowNotFound`."""
    former = retrieve_run(scope, run_id, running)
    now = running.clock.now()
    running.definition(scope, former)
    run = WorkflowRun(
        id=run_id_of(former.workflow_id, running.ids.ordered()),
        workflow_id=former.workflow_id,
        workflow_name=former.workflow_name,
        version=former.version,
        trigger_id=former.trigger_id,
        trigger_type=former.trigger_type,
        trigger=former.trigger,
        rerun_of=former.id,
        is_test=former.is_test,
        created_at=now,
        updated_at=now,
    )
    running.runs.add(scope, run)
    running.events.record(scope, WorkflowRunQueued.of(run, at=now))
    return run


def give_up_run(scope: Scope, run_id: str, message: str, running: Running) -> WorkflowRun | None:
    """Stage a run as failed because its steps cannot be taken; None where it is over already."""
    run = running.runs.find(scope, run_id)
    if run is None or run.is_over:
        return None
    now = running.clock.now()
    ended = run.ended(RunStatus.FAILED, at=now, error=RunError(code="UnexpectedError", message=message))
    running.runs.save(scope, ended)
    try:
        start_error_run(scope, ended, running.definition(scope, run), running, now=now)
    except WorkflowNotFound:
        return ended
    return ended
