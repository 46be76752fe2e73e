"""What tasks need from storage, queues and the areas whose work they do. Writes are staged with each step."""

from datetime import datetime, timedelta
from typing import Protocol

from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.tasks.reference import TaskReference
from tollgate.tasks.task import Task


class TaskRepository(Protocol):
    """The tasks of an environment, finished ones included."""

    def find(self, scope: Scope, task_id: str) -> Task | None:
        """Return the task, or None where there is none of this id."""
        ...

    def page(self, scope: Scope, request: PageRequest) -> Page[Task]:
        """Return a page of tasks, newest first."""
        ...

    def add(self, scope: Scope, task: Task) -> None:
        """Stage a new task."""
        ...

    def save(self, scope: Scope, task: Task) -> None:
        """Stage the changed task; of two workers at the same step, one takes the next instead."""
        ...


class TaskQueue(Protocol):
    """Brings a task back to a worker."""

    def send(self, reference: TaskReference, *, delay: timedelta) -> None:
        """Send the reference, to arrive after the delay: at least once."""
        ...


class TaskKind(Protocol):
    """How one kind of task is worked on. Both methods stage what they do, and the task itself is saved with it."""

    def step(self, scope: Scope, task: Task, *, now: datetime, is_careful: bool) -> Task:
        """Stage the next step, a careful one of a single thing; return the task as the step leaves it."""
        ...

    def pass_over(self, scope: Scope, task: Task, error: Exception, *, now: datetime) -> Task | None:
        """Return the task beyond the single thing that failed last, with its failure; None where there is no such."""
        ...
