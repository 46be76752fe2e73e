"""A task: work that is too large for one request, done in steps, each of which is a transaction."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field

from tollgate.shared.entity import Entity, Instant, Value
from tollgate.shared.errors import DomainError
from tollgate.tasks.customer_import import CustomerImport
from tollgate.tasks.entitlements_recalculation import EntitlementsRecalculation
from tollgate.tasks.environment_merge import EnvironmentMerge
from tollgate.tasks.meter_recount import MeterRecount
from tollgate.tasks.subscription_import import SubscriptionImport
from tollgate.tasks.subscription_migration import SubscriptionMigration
from tollgate.tasks.task_type import TaskType
from tollgate.tasks.test_clock_advance import TestClockAdvance

MOST_FAILURES_KEPT = 50
_UNEXPECTED = "UnexpectedError"
_UNEXPECTED_MESSAGE = "It failed for a reason of our own and is left as it was"

TaskPayload = Annotated[
    SubscriptionMigration
    | EnvironmentMerge
    | TestClockAdvance
    | CustomerImport
    | SubscriptionImport
    | MeterRecount
    | EntitlementsRecalculation,
    Field(discriminator="type"),
]
"""What a task is to do and how far it has come, one class per kind; told apart by `type`."""


class TaskStatus(StrEnum):
    """Where a task is in its life; the last four are final."""

    PENDING = "PENDING"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    PARTIALLY_FAILED = "PARTIALLY_FAILED"
    FAILED = "FAILED"
    CANCELED = "CANCELED"

    @property
    def is_final(self) -> bool:
        """Tell whether nothing more is done."""
        return self not in {TaskStatus.PENDING, TaskStatus.IN_PROGRESS}


class TaskFailure(Value):
    """One thing that could not be done: its id, and why."""

    id: str
    code: str
    message: str

    @classmethod
    def of(cls, identifier: str, error: Exception) -> Self:
        """Return the failure of one thing; of an error that is not ours to explain, neither text nor type is told."""
        if isinstance(error, DomainError):
            return cls(id=identifier, code=error.code, message=error.message)
        return cls(id=identifier, code=_UNEXPECTED, message=_UNEXPECTED_MESSAGE)


class Task(Entity):
    """Work in progress, or finished: how much is done, how much failed, and where it goes on.

    `failures` are the first of the `failed`. `not_before` is the instant the next step waits for.
    """

    id: str
    status: TaskStatus = TaskStatus.PENDING
    payload: TaskPayload
    done: int = 0
    failed: int = 0
    failures: tuple[TaskFailure, ...] = ()
    not_before: Instant | None = None
    created_at: Instant
    updated_at: Instant
    finished_at: Instant | None = None

    @property
    def type(self) -> TaskType:
        """Return what the task does."""
        return self.payload.type

    @property
    def is_finished(self) -> bool:
        """Tell whether nothing more is done."""
        return self.status.is_final

    def wait(self, now: datetime) -> timedelta:
        """Return how long the next step has to wait."""
        return max(self.not_before - now, timedelta(0)) if self.not_before is not None else timedelta(0)

    def has_work(self, now: datetime) -> bool:
        """Tell whether a step can be taken now."""
        return not self.is_finished and not self.wait(now)

    def advanced(self, payload: TaskPayload, *, done: int = 0, at: datetime) -> Self:
        """Return the task after a step that did this much."""
        return self.but(
            status=TaskStatus.IN_PROGRESS, payload=payload, done=self.done + done, not_before=None, updated_at=at
        )

    def with_failure(self, failure: TaskFailure) -> Self:
        """Return the task with one more thing that could not be done."""
        return self.but(failed=self.failed + 1, failures=(*self.failures, failure)[:MOST_FAILURES_KEPT])

    def without_failures(self) -> Self:
        """Return the task with its failures forgotten, because what failed is tried again."""
        return self.but(failed=0, failures=())

    def waiting(self, until: datetime) -> Self:
        """Return the task with its next step put off."""
        return self.but(not_before=until)

    def finished(self, *, at: datetime) -> Self:
        """Return the task as its end leaves it: completed, or failed in part or as a whole."""
        status = TaskStatus.COMPLETED
        if self.failed:
            status = TaskStatus.PARTIALLY_FAILED if self.done else TaskStatus.FAILED
        return self.but(status=status, not_before=None, updated_at=at, finished_at=at)
