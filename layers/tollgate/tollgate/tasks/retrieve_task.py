"""Show one task."""

from tollgate.shared.scope import Scope
from tollgate.tasks.errors import TaskNotFound
from tollgate.tasks.ports import TaskRepository
from tollgate.tasks.task import Task


def retrieve_task(scope: Scope, task_id: str, *, tasks: TaskRepository) -> Task:
    """Return the task; raises `TaskNotFound`."""
    task = tasks.find(scope, task_id)
    if task is None:
        raise TaskNotFound.of(task_id)
    return task
