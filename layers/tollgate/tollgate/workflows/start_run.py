"""Start runs: for an event, a call, a schedule, somebody, another workflow, or the failure of one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tollgate.shared.scope import Scope, WorkflowCause
from tollgate.workflows.definition import Definition, Trigger, TriggerType
from tollgate.workflows.errors import WorkflowInactive, WorkflowNotFound
from tollgate.workflows.events import WorkflowRunQueued
from tollgate.workflows.outcome import Starts
from tollgate.workflows.run import DEEPEST, RunError, RunStatus, WorkflowRun, run_id_of
from tollgate.workflows.running import Running
from tollgate.workflows.workflow import Workflow


def start_run(
    scope: Scope,
    workflow: Workflow,
    trigger: Trigger,
    given: Any,
    running: Running,
    *,
    order: str | None = None,
    cause: WorkflowCause | None = None,
    **more: Any,
) -> WorkflowRun:
    """Stage a new run of a workflow's present version, and tell its queue; return it.

    `order` is its place in the order of runs, where what started it has one of its own. A run that others led to more
    often than `DEEPEST` is kept as FAILED and never begins: workflows that start one another are stopped there.
    """
    now = running.clock.now()
    run = WorkflowRun(
        id=run_id_of(workflow.id, order or running.ids.ordered()),
        workflow_id=workflow.id,
        workflow_name=workflow.name,
        version=workflow.version,
        trigger_id=trigger.id,
        trigger_type=trigger.type,
        trigger=given,
        depth=cause.depth + 1 if cause is not None else 0,
        cause=cause,
        created_at=now,
        updated_at=now,
        **more,
    )
    if run.depth > DEEPEST:
        message = f"{DEEPEST} runs have led to this one already: workflows start one another in a loop"
        run = run.ended(RunStatus.FAILED, at=now, error=RunError(code="WorkflowLoop", message=message))
    running.runs.add(scope, run)
    if not run.is_over:
        running.events.record(scope, WorkflowRunQueued.of(run, at=now))
    return run


def start_child(scope: Scope, parent: WorkflowRun, starts: Starts, running: Running, *, now: datetime) -> WorkflowRun:
    """Stage the run that a node starts; raises `WorkflowNotFound` and `WorkflowInactive`."""
    workflow = running.workflows.find(scope, starts.workflow_id)
    if workflow is None:
        raise WorkflowNotFound.of("workflow", starts.workflow_id)
    if not workflow.is_active:
        raise WorkflowInactive(f"The workflow {workflow.id} is switched off; switch it on first")
    trigger = trigger_of(scope, workflow, TriggerType.WORKFLOW, running)
    parent_id = parent.id if starts.is_awaited else None
    return start_run(scope, workflow, trigger, starts.input, running, cause=parent.as_cause(), parent_id=parent_id)


def start_error_run(
    scope: Scope, run: WorkflowRun, definition: Definition, running: Running, *, now: datetime
) -> WorkflowRun | None:
    """Stage the run that is told of a failed one, where its workflow names one; a failure of that starts nothing."""
    if definition.error_workflow_id is None or run.trigger_type is TriggerType.ERROR:
        return None
    workflow = running.workflows.find(scope, definition.error_workflow_id)
    if workflow is None or not workflow.is_active:
        return None
    try:
        trigger = trigger_of(scope, workflow, TriggerType.ERROR, running)
    except WorkflowNotFound:
        return None
    given: Mapping[str, Any] = {
        "workflow": {"id": run.workflow_id, "name": run.workflow_name, "version": run.version},
        "run": run.model_dump(mode="json", by_alias=True, include={"id", "trigger_id", "created_at", "started_at"}),
        "error": run.error.model_dump(mode="json", by_alias=True) if run.error is not None else None,
    }
    return start_run(scope, workflow, trigger, dict(given), running, cause=run.as_cause())


def trigger_of(scope: Scope, workflow: Workflow, kind: TriggerType, running: Running) -> Trigger:
    """Return the workflow's first trigger of a type; raises `WorkflowNotFound`."""
    version = running.workflows.version(scope, workflow.id, workflow.version)
    triggers = version.definition.triggers_of(kind) if version is not None else ()
    if not triggers:
        raise WorkflowNotFound.of(f"trigger of type {kind.value} in workflow", workflow.id)
    return triggers[0]
