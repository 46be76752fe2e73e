"""Start a task: in the transaction of the change that asks for it, so that neither is there without the other."""

from datetime import datetime

from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope
from tollgate.tasks.events import BEGUN
from tollgate.tasks.ports import TaskRepository
from tollgate.tasks.task import Task, TaskPayload


def start_task(
    scope: Scope, payload: TaskPayload, *, at: datetime, tasks: TaskRepository, events: EventRecorder, ids: Ids
) -> Task:
    """Return the new task; its event brings it to a worker once the transaction is committed."""
    task = Task(id=ids.new("task"), payload=payload, created_at=at, updated_at=at)
    tasks.add(scope, task)
    events.record(scope, BEGUN[task.type].of(task, at=at))
    return task
