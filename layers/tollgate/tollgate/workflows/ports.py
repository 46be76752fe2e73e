"""What workflows need from storage, queues and the clock. Writes are staged with the operation's transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.workflows.definition import Trigger
from tollgate.workflows.execution import NodeExecution
from tollgate.workflows.run import RunStatus, WorkflowRun
from tollgate.workflows.workflow import Workflow, WorkflowVersion


class WorkflowRepository(Protocol):
    """The workflows of environments, and their versions."""

    def find(self, scope: Scope, workflow_id: str) -> Workflow | None:
        """Return the workflow, None where there is none of this id."""
        ...

    def all(self, scope: Scope) -> list[Workflow]:
        """Return every workflow of the environment, strongly consistently."""
        ...

    def version(self, scope: Scope, workflow_id: str, version: int) -> WorkflowVersion | None:
        """Return a version; as it never changes, from memory where this process knows it."""
        ...

    def last_version(self, scope: Scope, workflow_id: str) -> int:
        """Return the number of the newest version, also of a workflow that was deleted; 0 where there never was one."""
        ...

    def of_trigger(self, scope: Scope, trigger_id: str) -> str | None:
        """Return the workflow that has an API trigger of this name."""
        ...

    def page(self, scope: Scope, request: PageRequest) -> Page[Workflow]:
        """Return a page of the workflows, newest first."""
        ...

    def save(
        self, scope: Scope, workflow: Workflow, version: WorkflowVersion | None, former: Sequence[Trigger]
    ) -> None:
        """Stage a workflow, new or loaded, with a new version where there is one, in place of the former triggers.

        Raises `DuplicatedEntity` where another workflow has an API trigger of the same name.
        """
        ...

    def delete(self, scope: Scope, workflow: Workflow, former: Sequence[Trigger]) -> None:
        """Stage the removal of a workflow with its triggers; its versions and runs stay until they run out."""
        ...


class RunRepository(Protocol):
    """The runs of the last 30 days, and what their nodes did."""

    def find(self, scope: Scope, run_id: str) -> WorkflowRun | None:
        """Return the run, None where there is none."""
        ...

    def page(
        self, scope: Scope, workflow_id: str, status: Sequence[RunStatus] | None, request: PageRequest
    ) -> Page[WorkflowRun]:
        """Return a page of a workflow's runs, newest first."""
        ...

    def add(self, scope: Scope, run: WorkflowRun) -> None:
        """Stage a new run; whoever adds one of the same id first wins."""
        ...

    def save(self, scope: Scope, run: WorkflowRun) -> None:
        """Stage the changed run, and where it is to be found by the events that it waits for."""
        ...

    def record(self, scope: Scope, execution: NodeExecution) -> None:
        """Stage what a node did."""
        ...

    def executions(self, scope: Scope, run_id: str) -> list[NodeExecution]:
        """Return what the nodes of a run did, in their order."""
        ...

    def awaiting(self, scope: Scope, event_type: str) -> list[str]:
        """Return the runs that wait for an event of this type."""
        ...


class SecretRepository(Protocol):
    """The texts that workflows use and nobody reads back."""

    def all(self, scope: Scope) -> Mapping[str, str]:
        """Return the secrets of the environment by their names."""
        ...

    def save(self, scope: Scope, secrets: Mapping[str, str]) -> None:
        """Stage the secrets in place of those that were loaded."""
        ...


class RunQueue(Protocol):
    """Brings runs to whoever takes their turns: a run is in one pair of hands at a time."""

    def send(self, scope: Scope, run_id: str, *, turn: str) -> None:
        """Let the run have a turn now; the same `turn` again, soon after, is one turn."""
        ...

    def wake(self, scope: Scope, run_id: str, at: datetime, *, now: datetime) -> None:
        """Let the run have a turn at an instant. The same again changes nothing."""
        ...


class Schedules(Protocol):
    """The clocks that start workflows."""

    def put(self, scope: Scope, workflow_id: str, triggers: Sequence[Trigger], *, now: datetime) -> None:
        """Let these triggers, and no others, start the workflow."""
        ...


class Listeners(Protocol):
    """Where it is said which events somebody asks for."""

    def begin_change(self, scope: Scope) -> None:
        """Begin a change of who asks for what: what it reads of them still holds at its commit."""
        ...

    def say(self, scope: Scope, source: str, event_types: Sequence[str]) -> None:
        """Stage the types that a source asks for."""
        ...


Payload = Mapping[str, Any]
