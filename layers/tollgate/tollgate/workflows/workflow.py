"""A workflow: its name, whether it is on, and its versions, each of which stays as it was saved."""

from enum import StrEnum
from typing import Self

from tollgate.shared.entity import Entity, Instant
from tollgate.workflows.definition import Definition


class WorkflowStatus(StrEnum):
    """Only ACTIVE workflows are started by events, calls and the clock."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


class Workflow(Entity):
    """What is known of a workflow beside its definition. Runs go by the version they began with.

    `event_types` are those that its present version is started by or waits for.
    """

    id: str
    name: str
    description: str | None = None
    status: WorkflowStatus = WorkflowStatus.ACTIVE
    version: int = 1
    event_types: tuple[str, ...] = ()
    created_at: Instant
    updated_at: Instant

    @property
    def is_active(self) -> bool:
        """Tell whether something may start it."""
        return self.status is WorkflowStatus.ACTIVE


class WorkflowVersion(Entity):
    """One version of a workflow's definition; it never changes."""

    workflow_id: str
    version: int
    definition: Definition
    created_at: Instant

    @classmethod
    def first(cls, workflow: Workflow, definition: Definition) -> Self:
        """Return the version that a new workflow, or a new state of one, goes by."""
        return cls(
            workflow_id=workflow.id, version=workflow.version, definition=definition, created_at=workflow.updated_at
        )
