"""What tasks need from storage, queues and the areas whose work they do. Writes are staged with each step."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.tasks.import_walk import Given
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


class Imports(Protocol[Given]):
    """What imports of one kind were given, in chunks, and which of them is going on: one per environment."""

    def running(self, scope: Scope) -> str | None:
        """Return the id of the task that imports right now, None where none does."""
        ...

    def begin(self, scope: Scope, task_id: str, chunks: Sequence[Sequence[Given]]) -> None:
        """Stage an import as the one that is going on, with what it was given; of two, one is decided again."""
        ...

    def chunk(self, scope: Scope, task_id: str, number: int) -> Sequence[Given]:
        """Return a part of what an import was given."""
        ...

    def forget(self, scope: Scope, task_id: str, number: int) -> None:
        """Stage that a part of what an import was given is not kept any longer."""
        ...

    def end(self, scope: Scope) -> None:
        """Stage that no import is going on."""
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
