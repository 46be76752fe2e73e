"""Take one step of a task: its effect, its progress and its events are one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tollgate.shared.clock import Clock
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope
from tollgate.tasks.events import FINISHED
from tollgate.tasks.ports import TaskKind, TaskRepository
from tollgate.tasks.reference import TaskReference
from tollgate.tasks.task import Task
from tollgate.tasks.task_type import TaskType


@dataclass(frozen=True)
class TaskWork:
    """What working on tasks takes."""

    tasks: TaskRepository
    kinds: Mapping[TaskType, TaskKind]
    events: EventRecorder
    clock: Clock


def take_step(reference: TaskReference, work: TaskWork, *, is_careful: bool = False) -> Task | None:
    """Return the task after its next step; as it is where nothing is to be done now, None where there is no such.

    Harmless when repeated, late, or at the same time elsewhere: the step begins where the task says.
    """
    scope, now = reference.scope, work.clock.now()
    task = work.tasks.find(scope, reference.task_id)
    if task is None or not task.has_work(now):
        return task
    return _saved(scope, work.kinds[task.type].step(scope, task, now=now, is_careful=is_careful), work, now)


def pass_over(reference: TaskReference, error: Exception, work: TaskWork) -> Task | None:
    """Return the task beyond the single thing whose step failed by this error; None where there is no such thing."""
    scope, now = reference.scope, work.clock.now()
    task = work.tasks.find(scope, reference.task_id)
    if task is None or not task.has_work(now):
        return task
    passed = work.kinds[task.type].pass_over(scope, task, error, now=now)
    return _saved(scope, passed, work, now) if passed is not None else None


def _saved(scope: Scope, task: Task, work: TaskWork, now: datetime) -> Task:
    work.tasks.save(scope, task)
    if task.is_finished:
        work.events.record(scope, FINISHED[task.type].of(task, at=now))
    return task
