"""What an event starts, and what it wakes."""

from typing import Any

from tollgate.shared.events import RecordedEvent
from tollgate.shared.scope import Scope
from tollgate.workflows.context import context_of
from tollgate.workflows.definition import Definition, Trigger, TriggerType
from tollgate.workflows.errors import ExpressionFailed, WorkflowNotFound
from tollgate.workflows.events import WorkflowRunQueued
from tollgate.workflows.expressions import is_true
from tollgate.workflows.flow_params import WaitParams
from tollgate.workflows.outcome import Went
from tollgate.workflows.run import RunError, RunStatus, Token, WorkflowRun, run_id_of
from tollgate.workflows.running import Running
from tollgate.workflows.start_run import start_run
from tollgate.workflows.workflow import Workflow
from tollgate.workflows.write_step import Step, write_step

Body = dict[str, Any]


def start_for_event(
    scope: Scope, workflow: Workflow, event: RecordedEvent, body: Body, running: Running
) -> WorkflowRun | None:
    """Stage the run of a workflow that an event starts; None where it starts none.

    There is one run per workflow and event: the same event again finds it. What a run of the workflow itself caused
    does not start the workflow. A filter that cannot be told makes a run that failed, so that somebody sees it.
    """
    known = running.runs.find(scope, run_id_of(workflow.id, event.id))
    if known is not None:
        return known
    trigger, refused = _trigger_for(scope, workflow, event, body, running)
    if trigger is None or (event.workflow is not None and event.workflow.workflow_id == workflow.id):
        return None
    run = start_run(scope, workflow, trigger, body, running, order=event.id, cause=event.workflow)
    if refused is None or run.is_over:
        return run
    ended = run.ended(RunStatus.FAILED, at=run.created_at, error=RunError(code=refused.code, message=refused.message))
    running.runs.save(scope, ended)
    return ended


def wake_for_event(scope: Scope, run_id: str, event_type: str, body: Body, running: Running) -> WorkflowRun | None:
    """Stage a run that waited for this event as it goes on; None where it waits for another one."""
    run = running.runs.find(scope, run_id)
    if run is None or run.is_over:
        return None
    definition = running.definition(scope, run)
    went: WorkflowRun | None = None
    for token in run.tokens:
        if event_type in token.awaits and not run.is_over:
            woken = _woken(scope, run, definition, token, body, running)
            went = woken or went
            run = woken or run
    if went is not None:
        # With the event that woke it gone from its queue, only this brings the run its next turn.
        running.events.record(scope, WorkflowRunQueued.of(went, at=running.clock.now()))
    return went


def _trigger_for(
    scope: Scope, workflow: Workflow, event: RecordedEvent, body: Body, running: Running
) -> tuple[Trigger | None, ExpressionFailed | None]:
    version = running.workflows.version(scope, workflow.id, workflow.version)
    for trigger in version.definition.triggers_of(TriggerType.EVENT) if version is not None else ():
        if event.type in trigger.event_types:
            try:
                if trigger.filter is None or is_true(trigger.filter, {"trigger": body, "event": body}):
                    return trigger, None
            except ExpressionFailed as refused:
                return trigger, refused
    return None, None


def _woken(
    scope: Scope, run: WorkflowRun, definition: Definition, token: Token, body: Body, running: Running
) -> WorkflowRun | None:
    now = running.clock.now()
    node = definition.node(token.node_id)
    wait = WaitParams.model_validate(node.params).for_event
    if wait is None:
        raise WorkflowNotFound.of("event to wait for at node", node.id)
    secrets = running.secrets.all(scope)
    step = Step(run, definition, node, token, now, secrets)
    context = {**context_of(run, token, secrets=secrets, now=now), "event": body}
    try:
        if wait.condition is not None and not is_true(wait.condition, context):
            return None
    except ExpressionFailed:
        return None  # this event does not even have what the condition asks for: it is not the one
    return write_step(scope, step, Went("main", body), running, given=node.params)
