"""Tasks on the wire: ours, beyond the contract."""

from typing import Self

from tollgate.shared.entity import Instant, Value
from tollgate.tasks.subscription_migration import MigrationTarget
from tollgate.tasks.task import Task, TaskFailure, TaskStatus
from tollgate.tasks.task_type import TaskType


class TaskView(Value):
    """A task: what it does, how much is done, how much failed, and the first of what failed."""

    id: str
    type: TaskType
    status: TaskStatus
    targets: list[MigrationTarget]
    done: int
    failed: int
    failures: list[TaskFailure]
    created_at: Instant
    updated_at: Instant
    finished_at: Instant | None

    @classmethod
    def of(cls, task: Task) -> Self:
        """Return the view of a task."""
        return cls.model_validate({**task.model_dump(), **task.payload.about()})
