"""Workflows, their runs and secrets on the wire: ours, beyond the contract."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints

from tollgate.api.wire import Flag, ListQuery, Text, sent, split_commas
from tollgate.shared.entity import Instant, Value, json_number
from tollgate.workflows.context import masked
from tollgate.workflows.definition import Definition, Edge, Node, Part, Trigger
from tollgate.workflows.execution import NodeExecution
from tollgate.workflows.run import RunError, RunStatus, WorkflowRun
from tollgate.workflows.save_workflow import NewWorkflow
from tollgate.workflows.workflow import Workflow, WorkflowStatus

_PARTS = {"triggers", "nodes", "edges", "error_workflow_id"}


def plain(value: Any) -> Any:
    """Return what a body holds with its numbers as JSON has them: expressions and histories show them so."""
    if isinstance(value, Decimal):
        return json_number(value)
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


Json = Annotated[Any, BeforeValidator(plain)]
LongText = Annotated[str, StringConstraints(max_length=2_000)]


class WorkflowBody(Part):
    """A new workflow: its name, and its definition."""

    id: Text | None = None
    name: Text
    description: LongText | None = None
    status: WorkflowStatus = WorkflowStatus.ACTIVE
    triggers: list[Trigger]
    nodes: Annotated[list[Node], BeforeValidator(plain)]
    edges: list[Edge] = []
    error_workflow_id: str | None = None

    def to_new(self) -> NewWorkflow:
        """Return the domain's workflow."""
        definition = Definition(**{name: getattr(self, name) for name in _PARTS})
        return NewWorkflow(**dict(self), definition=definition)


class UpdateWorkflowBody(Part):
    """Changes of a workflow; what is left out stays. Another definition becomes its next version."""

    name: Text | None = None
    description: LongText | None = None
    status: WorkflowStatus | None = None
    triggers: list[Trigger] | None = None
    nodes: Annotated[list[Node] | None, BeforeValidator(plain)] = None
    edges: list[Edge] | None = None
    error_workflow_id: str | None = None

    def to_changes(self, former: Definition) -> dict[str, Any]:
        """Return the changes by field; parts of the definition that are left out are those of the former one."""
        given = sent(self)
        changes = {name: value for name, value in given.items() if name not in _PARTS}
        if "description" not in given or given["description"] is not None:
            changes = {name: value for name, value in changes.items() if value is not None}
        parts = {name: value for name, value in given.items() if name in _PARTS}
        parts = {name: value for name, value in parts.items() if value is not None or name == "error_workflow_id"}
        return {**changes, "definition": Definition(**{**dict(former), **parts})} if parts else changes


class WorkflowSummary(Value):
    """A workflow without its definition."""

    id: str
    name: str
    description: str | None
    status: WorkflowStatus
    version: int
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, workflow: Workflow) -> Self:
        """Return the summary of a workflow."""
        return cls(**dict(workflow))


class WorkflowView(WorkflowSummary):
    """A workflow and a version of its definition."""

    triggers: list[Trigger]
    nodes: list[Node]
    edges: list[Edge]
    error_workflow_id: str | None

    @classmethod
    def showing(cls, workflow: Workflow, definition: Definition, *, version: int | None = None) -> Self:
        """Return the view of a workflow with a definition: of its present version, or of the one that is named."""
        shown = {**dict(workflow), **dict(definition), "version": version or workflow.version}
        return cls(**shown)


class WorkflowQuery(Value):
    """Which version is asked for."""

    version: Annotated[int | None, Field(ge=1)] = None


class RunBody(Value):
    """What a run is started with. `trigger_id` names a trigger of the workflow, `is_test` also runs what is off."""

    input: Json = None
    trigger_id: str | None = None
    is_test: Flag = False


class TriggerBody(Value):
    """What a caller hands to an API trigger."""

    payload: Json = None
    is_test: Flag = False


class RunListQuery(ListQuery):
    """Which runs are listed."""

    status: Annotated[list[RunStatus] | None, BeforeValidator(split_commas)] = None


class WaitingView(Value):
    """What a run waits for at a node: an instant, events, another run."""

    node_id: str
    until: Instant | None
    event_types: tuple[str, ...]
    run_id: str | None


class NodeExecutionView(Value):
    """One execution of a node, without secrets."""

    number: int
    node_id: str
    node_type: str
    iteration: int
    attempt: int
    status: str
    output_name: str | None
    input: Any
    output: Any
    error: RunError | None
    started_at: Instant
    finished_at: Instant

    @classmethod
    def of(cls, execution: NodeExecution) -> Self:
        """Return the view of an execution."""
        return cls(**dict(execution))


class RunSummary(Value):
    """A run without what its nodes did. `caused_by` is the run that led to it."""

    id: str
    workflow_id: str
    workflow_name: str
    version: int
    status: RunStatus
    trigger_id: str
    trigger_type: str
    error: RunError | None
    waiting_for: list[WaitingView]
    caused_by: str | None
    rerun_of: str | None
    is_test: bool
    created_at: Instant
    started_at: Instant | None
    finished_at: Instant | None

    @classmethod
    def of(cls, run: WorkflowRun) -> Self:
        """Return the summary of a run."""
        return cls(**_summary(run))


class RunView(RunSummary):
    """A run: what started it, what its nodes did, and what came of it; secrets are masked."""

    trigger: Any
    output: Any
    nodes: list[NodeExecutionView]

    @classmethod
    def showing(cls, run: WorkflowRun, executions: Iterable[NodeExecution], secrets: Iterable[str]) -> Self:
        """Return the view of a run with its history."""
        hidden = list(secrets)
        nodes = [NodeExecutionView.of(each) for each in executions]
        return cls(**_summary(run), trigger=masked(run.trigger, hidden), output=masked(run.answer, hidden), nodes=nodes)


def _summary(run: WorkflowRun) -> dict[str, Any]:
    waiting = [
        WaitingView(node_id=each.node_id, until=each.wake_at, event_types=each.awaits, run_id=each.child_id)
        for each in run.tokens
        if each.is_waiting
    ]
    shown = {name: getattr(run, name) for name in RunSummary.model_fields if name in WorkflowRun.model_fields}
    caused_by = run.cause.run_id if run.cause is not None else None
    return {**shown, "waiting_for": waiting, "caused_by": caused_by}


class CalledView(Value):
    """What calling a trigger came to. `response` is there where the caller waited for the run's end."""

    success: bool
    run_id: str
    status: RunStatus
    response: Any = None
    error: RunError | None = None


class SecretBody(Value):
    """The text of a secret."""

    value: str


class SecretView(Value):
    """A secret's name; its text is never shown."""

    name: str
    type: Literal["SECRET"] = "SECRET"


class TemplateView(Value):
    """A definition to begin with, for a use case."""

    id: str
    name: str
    description: str
    triggers: list[Trigger]
    nodes: list[Node]
    edges: list[Edge] = []
