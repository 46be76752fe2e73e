"""Start a workflow because its time has come."""

from datetime import datetime

from tollgate.shared.entity import wire_instant
from tollgate.shared.ids import ordered_at
from tollgate.shared.scope import Scope
from tollgate.workflows.definition import TriggerType
from tollgate.workflows.run import WorkflowRun, run_id_of
from tollgate.workflows.running import Running
from tollgate.workflows.start_run import start_run


def start_on_schedule(
    scope: Scope, workflow_id: str, trigger_id: str, scheduled_at: datetime, running: Running
) -> WorkflowRun | None:
    """Stage the run of an instant of a schedule; the same instant again finds it.

    None where the workflow is switched off, or has no such schedule any more.
    """
    workflow = running.workflows.find(scope, workflow_id)
    version = running.workflows.version(scope, workflow_id, workflow.version) if workflow is not None else None
    if workflow is None or version is None or not workflow.is_active:
        return None
    schedules = version.definition.triggers_of(TriggerType.SCHEDULE)
    trigger = next((each for each in schedules if each.id == trigger_id), None)
    if trigger is None:
        return None
    order = ordered_at(scheduled_at, trigger_id)
    known = running.runs.find(scope, run_id_of(workflow_id, order))
    if known is not None:
        return known
    return start_run(scope, workflow, trigger, {"scheduledAt": wire_instant(scheduled_at)}, running, order=order)
