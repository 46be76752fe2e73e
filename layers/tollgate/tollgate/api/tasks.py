"""Tasks on the wire: ours, beyond the contract."""

from typing import Literal, Self

from tollgate.catalog.migration import MigrationType
from tollgate.shared.entity import Instant, Value
from tollgate.tasks.subscription_migration import MigrationTarget
from tollgate.tasks.task import Task, TaskFailure, TaskStatus
from tollgate.tasks.task_type import TaskType


class TaskView(Value):
    """A task: what it does, how much is done, how much failed, and the first of what failed."""

    id: str
    status: TaskStatus
    done: int
    failed: int
    failures: list[TaskFailure]
    created_at: Instant
    updated_at: Instant
    finished_at: Instant | None

    @classmethod
    def of(cls, task: Task) -> Self:
        """Return the view of a task of this kind."""
        return cls.model_validate({**task.model_dump(), **task.payload.about()})


class SubscriptionMigrationView(TaskView):
    """The task that moves subscriptions to the versions that were published to all customers."""

    type: Literal[TaskType.SUBSCRIPTION_MIGRATION_V2]
    targets: list[MigrationTarget]


class EnvironmentMergeView(TaskView):
    """The task that merges a catalogue: of which environment, unless it was sent along, and for whom."""

    type: Literal[TaskType.ENVIRONMENT_MERGE_APPLY]
    source_environment_slug: str | None
    migration_type: MigrationType


class TestClockAdvanceView(TaskView):
    """The task that lets happen what falls due until a test clock is where it was sent; `done` counts that."""

    type: Literal[TaskType.TEST_CLOCK_ADVANCE]
    test_clock_id: str
    frozen_time: Instant


class CustomerImportTaskView(TaskView):
    """The task that imports customers: how many it was given, and of how many something newer was known."""

    type: Literal[TaskType.IMPORT_CUSTOMERS_BULK]
    customers: int
    skipped: int


class SubscriptionImportTaskView(TaskView):
    """The task that imports subscriptions: how many it was given, and of how many something newer was known."""

    type: Literal[TaskType.IMPORT_SUBSCRIPTIONS_BULK]
    subscriptions: int
    skipped: int


class MeterRecountView(TaskView):
    """The task that counts kept events again by a feature's changed meter; `done` tells how many counted.

    With `onlyCustomerId` the meter is the same, and what changed is the schedule of that customer.
    """

    type: Literal[TaskType.METER_RECOUNT]
    feature_id: str
    revision: int
    only_customer_id: str | None


class EntitlementsRecalculationView(TaskView):
    """The task that makes what customers may use anew; `done` tells of how many customers and resources it did."""

    type: Literal[TaskType.RECALCULATE_ENTITLEMENTS]
    customer_ids: tuple[str, ...] | None


AnyTaskView = (
    SubscriptionMigrationView
    | EnvironmentMergeView
    | TestClockAdvanceView
    | CustomerImportTaskView
    | SubscriptionImportTaskView
    | MeterRecountView
    | EntitlementsRecalculationView
)

_VIEW_OF: dict[
    TaskType,
    type[SubscriptionMigrationView]
    | type[EnvironmentMergeView]
    | type[TestClockAdvanceView]
    | type[CustomerImportTaskView]
    | type[SubscriptionImportTaskView]
    | type[MeterRecountView]
    | type[EntitlementsRecalculationView],
] = {
    TaskType.SUBSCRIPTION_MIGRATION_V2: SubscriptionMigrationView,
    TaskType.ENVIRONMENT_MERGE_APPLY: EnvironmentMergeView,
    TaskType.TEST_CLOCK_ADVANCE: TestClockAdvanceView,
    TaskType.IMPORT_CUSTOMERS_BULK: CustomerImportTaskView,
    TaskType.IMPORT_SUBSCRIPTIONS_BULK: SubscriptionImportTaskView,
    TaskType.METER_RECOUNT: MeterRecountView,
    TaskType.RECALCULATE_ENTITLEMENTS: EntitlementsRecalculationView,
}


def shown(task: Task) -> AnyTaskView:
    """Return the view of a task, whatever it does."""
    return _VIEW_OF[task.type].of(task)
