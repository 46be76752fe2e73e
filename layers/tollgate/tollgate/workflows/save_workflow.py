"""Create, change and delete workflows."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from tollgate.shared.entity import Value
from tollgate.shared.errors import BadUserInput, DuplicatedEntity
from tollgate.shared.ids import require_id
from tollgate.shared.scope import Scope
from tollgate.workflows.definition import Definition, Trigger
from tollgate.workflows.errors import WorkflowNotFound
from tollgate.workflows.events import WorkflowChanged
from tollgate.workflows.ports import Listeners
from tollgate.workflows.running import Running
from tollgate.workflows.validate import validated
from tollgate.workflows.workflow import Workflow, WorkflowStatus, WorkflowVersion

MOST_WORKFLOWS = 200
LARGEST_DEFINITION = 200_000
"""Characters of a definition: it is one item of the table."""
LONGEST_NAME = 255
SOURCE = "workflows"
"""How workflows are named among those who ask for events."""


class NewWorkflow(Value):
    """A workflow as somebody asks for it; without an id it is given one."""

    id: str | None = None
    name: str
    description: str | None = None
    status: WorkflowStatus = WorkflowStatus.ACTIVE
    definition: Definition


@dataclass(frozen=True)
class Saving:
    """The ports that saving workflows needs."""

    running: Running
    listeners: Listeners


def create_workflow(scope: Scope, new: NewWorkflow, saving: Saving) -> tuple[Workflow, Definition]:
    """Stage a new workflow; raises `InvalidDefinition` and `DuplicatedEntity`, of its id or of an API trigger."""
    running = saving.running
    saving.listeners.begin_change(scope)
    workflow_id = require_id(new.id, field="id") if new.id is not None else running.ids.new("workflow")
    if len(workflow_id) > 100 or "." in workflow_id:
        raise BadUserInput("The id of a workflow has at most 100 characters and no dot", field="id")
    if running.workflows.find(scope, workflow_id) is not None:
        raise DuplicatedEntity.of("workflow", workflow_id)
    if len(running.workflows.all(scope)) >= MOST_WORKFLOWS:
        raise BadUserInput(f"An environment has at most {MOST_WORKFLOWS} workflows; delete one first", field="id")
    now = running.clock.now()
    definition = _checked(scope, workflow_id, new.definition, running)
    workflow = Workflow(
        id=workflow_id,
        name=_named(new.name),
        description=new.description,
        status=new.status,
        # A deleted workflow's versions stay for its runs: one of the same id goes on counting.
        version=running.workflows.last_version(scope, workflow_id) + 1,
        event_types=tuple(sorted(definition.event_types())),
        created_at=now,
        updated_at=now,
    )
    _save(scope, workflow, WorkflowVersion.first(workflow, definition), (), saving)
    return workflow, definition


def update_workflow(
    scope: Scope, workflow_id: str, changes: dict[str, Any], saving: Saving
) -> tuple[Workflow, Definition]:
    """Stage a changed workflow: `name`, `description`, `status`, `definition`. Another definition is a new version.

    Runs that have begun go on by the version they began with. Raises `WorkflowNotFound` and as `create_workflow`.
    """
    running = saving.running
    saving.listeners.begin_change(scope)
    workflow, former = retrieve_workflow(scope, workflow_id, running)
    now = running.clock.now()
    definition = former
    if "definition" in changes:
        definition = _checked(scope, workflow_id, changes["definition"], running)
    changed = workflow.but(
        name=_named(changes.get("name", workflow.name)),
        description=changes.get("description", workflow.description),
        status=changes.get("status", workflow.status),
    )
    is_new = definition != former
    if is_new:
        number = running.workflows.last_version(scope, workflow_id) + 1
        changed = changed.but(version=number, event_types=tuple(sorted(definition.event_types())))
    if changed == workflow:
        return workflow, definition
    changed = changed.but(updated_at=now)
    version = WorkflowVersion.first(changed, definition) if is_new else None
    _save(scope, changed, version, former.triggers, saving)
    return changed, definition


def delete_workflow(scope: Scope, workflow_id: str, saving: Saving) -> Workflow:
    """Stage the removal of a workflow: nothing starts it any more, what runs goes on. Raises `WorkflowNotFound`."""
    running = saving.running
    saving.listeners.begin_change(scope)
    workflow, definition = retrieve_workflow(scope, workflow_id, running)
    others = [each for each in running.workflows.all(scope) if each.id != workflow_id]
    running.workflows.delete(scope, workflow, definition.triggers)
    _say(scope, others, saving)
    running.events.record(scope, WorkflowChanged.of(workflow, at=running.clock.now()))
    return workflow


def retrieve_workflow(
    scope: Scope, workflow_id: str, running: Running, *, version: int | None = None
) -> tuple[Workflow, Definition]:
    """Return a workflow and the definition of its present version, or of another; raises `WorkflowNotFound`."""
    workflow = running.workflows.find(scope, workflow_id)
    if workflow is None:
        raise WorkflowNotFound.of("workflow", workflow_id)
    number = version if version is not None else workflow.version
    found = running.workflows.version(scope, workflow_id, number)
    if found is None:
        raise WorkflowNotFound.of("version of the workflow", f"{workflow_id} {number}")
    return workflow, found.definition


def tried_workflow(
    scope: Scope, new: NewWorkflow, others: Collection[str], saving: Saving
) -> tuple[Workflow, Definition]:
    """Return a workflow as it would be saved beside others, which nothing stages; raises as `create_workflow`."""
    workflow_id, now = new.id or "", saving.running.clock.now()
    definition = _checked(scope, workflow_id, new.definition, saving.running, others=others)
    for trigger_id in filter(None, (each.trigger_id for each in definition.triggers)):
        if saving.running.workflows.of_trigger(scope, trigger_id) not in {None, workflow_id}:
            raise DuplicatedEntity.of("workflow trigger", trigger_id)
    fields = {name: getattr(new, name) for name in ("description", "status")}
    return Workflow(id=workflow_id, name=_named(new.name), created_at=now, updated_at=now, **fields), definition


def _checked(
    scope: Scope, workflow_id: str, definition: Definition, running: Running, *, others: Collection[str] = ()
) -> Definition:
    checked = validated(definition, running.actions)
    if len(checked.model_dump_json()) > LARGEST_DEFINITION:
        raise BadUserInput(f"A definition has at most {LARGEST_DEFINITION} characters", field="nodes")
    told = checked.error_workflow_id
    is_there = told is None or told in others or running.workflows.find(scope, told) is not None
    if told == workflow_id or not is_there:
        raise BadUserInput("errorWorkflowId is the id of another workflow of the environment", field="errorWorkflowId")
    return checked


def _named(name: str) -> str:
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise BadUserInput(f"name has 1-{LONGEST_NAME} characters", field="name")
    return name


def _save(
    scope: Scope, workflow: Workflow, version: WorkflowVersion | None, former: tuple[Trigger, ...], saving: Saving
) -> None:
    running = saving.running
    others = [each for each in running.workflows.all(scope) if each.id != workflow.id]
    running.workflows.save(scope, workflow, version, former)
    _say(scope, [*others, workflow], saving)
    running.events.record(scope, WorkflowChanged.of(workflow, at=workflow.updated_at))


def _say(scope: Scope, workflows: list[Workflow], saving: Saving) -> None:
    # Also of those that are switched off: their runs may still wait for events.
    saving.listeners.say(scope, SOURCE, sorted({name for each in workflows for name in each.event_types}))
