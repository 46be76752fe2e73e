"""What the tasks area refuses."""

from tollgate.shared.errors import NotFound


class TaskNotFound(NotFound):
    """No task has this id."""

    code = "TaskNotFound"

    @classmethod
    def of(cls, task_id: str) -> "TaskNotFound":
        """Return the error for this id."""
        return cls(f"There is no task with the id {task_id}", refId=task_id)
