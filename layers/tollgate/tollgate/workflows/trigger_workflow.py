"""Start a workflow by a call: by the name of its API trigger, or by hand."""

from typing import Any

from tollgate.shared.errors import BadUserInput
from tollgate.shared.scope import Scope
from tollgate.workflows.definition import Respond, Trigger, TriggerType
from tollgate.workflows.errors import WorkflowInactive, WorkflowNotFound
from tollgate.workflows.run import WorkflowRun
from tollgate.workflows.running import Running
from tollgate.workflows.start_run import start_run
from tollgate.workflows.workflow import Workflow


def trigger_workflow(
    scope: Scope, trigger_id: str, payload: Any, running: Running, *, is_test: bool = False
) -> tuple[WorkflowRun, Respond]:
    """Stage a run of the workflow that has an API trigger of this name; return it and when the caller is answered.

    Raises `WorkflowNotFound`, and `WorkflowInactive` where the workflow is switched off and this is no test.
    """
    workflow_id = running.workflows.of_trigger(scope, trigger_id)
    if workflow_id is None:
        raise WorkflowNotFound.of("workflow trigger", trigger_id)
    workflow, triggers = _known(scope, workflow_id, running)
    _require_active(workflow, is_test)
    named = (each for each in triggers if each.type is TriggerType.API and each.trigger_id == trigger_id)
    trigger = next(named, None)
    if trigger is None:
        raise WorkflowNotFound.of("workflow trigger", trigger_id)
    return start_run(scope, workflow, trigger, payload, running, is_test=is_test), trigger.respond


def run_by_hand(
    scope: Scope,
    workflow_id: str,
    given: Any,
    running: Running,
    *,
    trigger_id: str | None = None,
    is_test: bool = False,
) -> WorkflowRun:
    """Stage a run that somebody asks for, as if a trigger had started it: the one named, else the first MANUAL one.

    Raises `WorkflowNotFound`, `WorkflowInactive`, and `BadUserInput` where no trigger is meant.
    """
    workflow, triggers = _known(scope, workflow_id, running)
    _require_active(workflow, is_test)
    if trigger_id is not None:
        trigger = next((each for each in triggers if each.id == trigger_id), None)
    else:
        trigger = next((each for each in triggers if each.type is TriggerType.MANUAL), None)
    if trigger is None:
        there = ", ".join(each.id for each in triggers)
        raise BadUserInput(f"triggerId names a trigger of the workflow: {there}", field="triggerId")
    return start_run(scope, workflow, trigger, given, running, is_test=is_test)


def _known(scope: Scope, workflow_id: str, running: Running) -> tuple[Workflow, tuple[Trigger, ...]]:
    workflow = running.workflows.find(scope, workflow_id)
    version = running.workflows.version(scope, workflow_id, workflow.version) if workflow is not None else None
    if workflow is None or version is None:
        raise WorkflowNotFound.of("workflow", workflow_id)
    return workflow, version.definition.triggers


def _require_active(workflow: Workflow, is_test: bool) -> None:
    if not workflow.is_active and not is_test:
        raise WorkflowInactive(f"The workflow {workflow.id} is switched off; switch it on, or send isTest")
