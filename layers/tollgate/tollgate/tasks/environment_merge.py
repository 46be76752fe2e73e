"""What a merge of a catalogue is to do, and how far it has come."""

from typing import Any, Literal, Self

from tollgate.shared.entity import Value
from tollgate.tasks.task_type import TaskType


class EnvironmentMerge(Value):
    """Where a catalogue comes from, who gets what is published, and the step that is next.

    The catalogue itself is kept beside the task, as it was when the merge was asked for. Without a slug it was sent
    along.
    """

    type: Literal[TaskType.ENVIRONMENT_MERGE_APPLY] = TaskType.ENVIRONMENT_MERGE_APPLY
    source_environment_slug: str | None = None
    migration_type: str
    next_step: int = 0

    def about(self) -> dict[str, Any]:
        """Return what is to be done, in wire spelling, and nothing of how far it has come."""
        return self.model_dump(
            mode="json", by_alias=True, include={"type", "source_environment_slug", "migration_type"}
        )

    def at(self, step: int) -> Self:
        """Return the merge with the steps before this one done."""
        return self.but(next_step=step)
