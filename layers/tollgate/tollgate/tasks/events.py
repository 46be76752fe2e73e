"""What happens to tasks: each kind has an event for its beginning, which brings it to a worker, and one for its end."""

from datetime import datetime
from typing import Any, ClassVar, Self

from tollgate.shared.entity import Entity
from tollgate.shared.events import DomainEvent
from tollgate.tasks.task import Task
from tollgate.tasks.task_type import TaskType


class TaskEvent(DomainEvent):
    """Something happened to a task."""

    source: ClassVar[str] = "tasks"
    tells_of: ClassVar[type[Entity]] = Task

    @classmethod
    def of(cls, task: Task, *, at: datetime) -> Self:
        """Return the event with the task's public view; of its payload, what it is about."""
        hidden = {"schema_version", "payload", "not_before"}
        payload: dict[str, Any] = {
            **task.model_dump(mode="json", by_alias=True, exclude=hidden),
            **task.payload.about(),
        }
        return cls(aggregate=f"TASK#{task.id}", occurred_at=at, payload=payload)


class SubscriptionsMigrationTriggered(TaskEvent):
    """Subscriptions are going to be moved to a newer version of their plan."""

    event_type: ClassVar[str] = "SUBSCRIPTIONS_MIGRATION_TRIGGERED"


class SubscriptionsMigrated(TaskEvent):
    """The subscriptions were moved, all but those that failed."""

    event_type: ClassVar[str] = "SUBSCRIPTIONS_MIGRATED"


class EnvironmentMergeTriggered(TaskEvent):
    """A catalogue is going to be merged into the environment; the published list has no word for it."""

    event_type: ClassVar[str] = "ENVIRONMENT_MERGE_TRIGGERED"


class EnvironmentMerged(TaskEvent):
    """The catalogue was merged, all but what failed of it."""

    event_type: ClassVar[str] = "ENVIRONMENT_MERGED"


class TestClockAdvanceTriggered(TaskEvent):
    """A test clock is going to be advanced; ours, and told to nobody but the task's worker."""

    event_type: ClassVar[str] = "TEST_CLOCK_ADVANCE_TRIGGERED"


class TestClockAdvanced(TaskEvent):
    """A test clock has come to where it was sent, or was stopped on its way; ours."""

    event_type: ClassVar[str] = "TEST_CLOCK_ADVANCED"


class ImportCustomersBulkTriggered(TaskEvent):
    """Customers are going to be imported; the published list has a word for subscriptions only."""

    event_type: ClassVar[str] = "IMPORT_CUSTOMERS_BULK_TRIGGERED"


class ImportCustomersBulkFinished(TaskEvent):
    """The customers were imported, all but those that failed and those of which something newer is known."""

    event_type: ClassVar[str] = "IMPORT_CUSTOMERS_BULK_FINISHED"


class ImportSubscriptionsBulkTriggered(TaskEvent):
    """Subscriptions are going to be imported."""

    event_type: ClassVar[str] = "IMPORT_SUBSCRIPTIONS_BULK_TRIGGERED"


class ImportSubscriptionsBulkFinished(TaskEvent):
    """The subscriptions were imported, all but those that failed and those of which something newer is known; ours."""

    event_type: ClassVar[str] = "IMPORT_SUBSCRIPTIONS_BULK_FINISHED"


class MeterRecountTriggered(TaskEvent):
    """Kept events are going to be counted again by a changed meter; ours."""

    event_type: ClassVar[str] = "METER_RECOUNT_TRIGGERED"


class MeterRecounted(TaskEvent):
    """Kept events were counted again by a changed meter, or a later change of it took over; ours."""

    event_type: ClassVar[str] = "METER_RECOUNTED"


class RecalculateEntitlementsTriggered(TaskEvent):
    """What customers may use is going to be made anew from its sources."""

    event_type: ClassVar[str] = "RECALCULATE_ENTITLEMENTS_TRIGGERED"


class EntitlementsRecalculated(TaskEvent):
    """What customers may use was made anew from its sources; ours."""

    event_type: ClassVar[str] = "ENTITLEMENTS_RECALCULATED"


BEGUN: dict[TaskType, type[TaskEvent]] = {
    TaskType.SUBSCRIPTION_MIGRATION_V2: SubscriptionsMigrationTriggered,
    TaskType.ENVIRONMENT_MERGE_APPLY: EnvironmentMergeTriggered,
    TaskType.TEST_CLOCK_ADVANCE: TestClockAdvanceTriggered,
    TaskType.IMPORT_CUSTOMERS_BULK: ImportCustomersBulkTriggered,
    TaskType.IMPORT_SUBSCRIPTIONS_BULK: ImportSubscriptionsBulkTriggered,
    TaskType.METER_RECOUNT: MeterRecountTriggered,
    TaskType.RECALCULATE_ENTITLEMENTS: RecalculateEntitlementsTriggered,
}
FINISHED: dict[TaskType, type[TaskEvent]] = {
    TaskType.SUBSCRIPTION_MIGRATION_V2: SubscriptionsMigrated,
    TaskType.ENVIRONMENT_MERGE_APPLY: EnvironmentMerged,
    TaskType.TEST_CLOCK_ADVANCE: TestClockAdvanced,
    TaskType.IMPORT_CUSTOMERS_BULK: ImportCustomersBulkFinished,
    TaskType.IMPORT_SUBSCRIPTIONS_BULK: ImportSubscriptionsBulkFinished,
    TaskType.METER_RECOUNT: MeterRecounted,
    TaskType.RECALCULATE_ENTITLEMENTS: EntitlementsRecalculated,
}
