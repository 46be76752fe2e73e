"""What happens to workflows. No webhook hears of it; it brings runs to their queue and schedules to their clocks."""

from datetime import datetime
from typing import ClassVar, Self

from tollgate.shared.events import DomainEvent
from tollgate.workflows.run import WorkflowRun
from tollgate.workflows.workflow import Workflow


class WorkflowRunQueued(DomainEvent):
    """A run was made and waits for its first turn."""

    event_type: ClassVar[str] = "WORKFLOW_RUN_QUEUED"
    source: ClassVar[str] = "workflows"

    @classmethod
    def of(cls, run: WorkflowRun, *, at: datetime) -> Self:
        """Return the event about a run."""
        payload = {"id": run.id, "workflowId": run.workflow_id}
        return cls(aggregate=f"WORKFLOW#{run.workflow_id}", occurred_at=at, payload=payload)


class WorkflowChanged(DomainEvent):
    """A workflow was saved, switched on or off, or deleted."""

    event_type: ClassVar[str] = "WORKFLOW_CHANGED"
    source: ClassVar[str] = "workflows"

    @classmethod
    def of(cls, workflow: Workflow, *, at: datetime) -> Self:
        """Return the event about a workflow."""
        payload = {"id": workflow.id, "workflowId": workflow.id}
        return cls(aggregate=f"WORKFLOW#{workflow.id}", occurred_at=at, payload=payload)
