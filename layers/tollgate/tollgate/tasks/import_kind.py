"""How an import is worked on, whatever is imported: chunk by chunk, each forgotten once it is done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Generic, NamedTuple, Protocol, TypeVar

from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope
from tollgate.tasks.customer_import import CustomerImport
from tollgate.tasks.import_walk import Given
from tollgate.tasks.ports import Imports
from tollgate.tasks.subscription_import import SubscriptionImport
from tollgate.tasks.task import Task, TaskFailure

AnyImport = CustomerImport | SubscriptionImport
Taken = TypeVar("Taken", bound=Value, contravariant=True)


class TakenIn(NamedTuple):
    """How many of the next things a step dealt with, and of them how many it left alone and which it refused."""

    number: int
    skipped: int = 0
    failures: tuple[TaskFailure, ...] = ()


class Importer(Protocol[Taken]):
    """Imports one kind of things."""

    def take(self, scope: Scope, left: Sequence[Taken], *, is_careful: bool) -> TakenIn:
        """Stage the first of what is left of a chunk, a careful step only one; tell how many it was."""
        ...

    def name_of(self, given: Taken) -> str:
        """Return what a failure calls a thing."""
        ...


class ImportKind(Generic[Given]):
    """Satisfies `tasks.ports.TaskKind`. What a single thing is refused for is its failure, and the others go on."""

    def __init__(self, importer: Importer[Given], *, imports: Imports[Given]) -> None:
        self._importer, self._imports = importer, imports

    def step(self, scope: Scope, task: Task, *, now: datetime, is_careful: bool) -> Task:
        """Stage the next things; return the task beyond them, or finished, and then another import may begin."""
        walk = _walk_of(task)
        if walk.is_over:
            self._imports.end(scope)
            return task.advanced(walk, at=now).finished(at=now)
        chunk = self._imports.chunk(scope, task.id, walk.chunk)
        taken = self._importer.take(scope, chunk[walk.place :], is_careful=is_careful)
        walked = walk.past(taken.number, skipped=taken.skipped, of=len(chunk))
        self._forget(scope, task, walked)
        stepped = task.advanced(walked, done=taken.number - taken.skipped - len(taken.failures), at=now)
        for failure in taken.failures:
            stepped = stepped.with_failure(failure)
        return stepped

    def pass_over(self, scope: Scope, task: Task, error: Exception, *, now: datetime) -> Task | None:
        """Return the task beyond the thing that could not be imported; None where none is left."""
        walk = _walk_of(task)
        if walk.is_over:
            return None
        chunk = self._imports.chunk(scope, task.id, walk.chunk)
        failure, walked = TaskFailure.of(self._importer.name_of(chunk[walk.place]), error), walk.past(1, of=len(chunk))
        self._forget(scope, task, walked)
        return task.advanced(walked, at=now).with_failure(failure)

    def _forget(self, scope: Scope, task: Task, walked: AnyImport) -> None:
        """Stage that a chunk that is done is not kept: it may hold personal data."""
        if walked.place == 0:
            self._imports.forget(scope, task.id, walked.chunk - 1)


def _walk_of(task: Task) -> AnyImport:
    assert isinstance(task.payload, CustomerImport | SubscriptionImport)
    return task.payload
