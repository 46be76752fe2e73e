"""The ports of tasks, joined with storage and with the areas whose work they do."""

import os
from functools import cache
from typing import TYPE_CHECKING

from tollgate.wiring.clocks import customer_clock, test_clocks
from tollgate.wiring.contracts import subscription_imports
from tollgate.wiring.customers import customer_imports, import_work
from tollgate.wiring.lifecycle import customer_agenda, subscription_lifecycle, subscriptions
from tollgate.wiring.metering import access, checking
from tollgate.wiring.work import clock, events, session

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.tasks.ports import TaskQueue, TaskRepository
    from tollgate.tasks.take_step import TaskWork


def tasks() -> "TaskRepository":
    """Return the tasks."""
    from tollgate.storage.tasks import DynamoTasks

    return DynamoTasks(session())


@cache
def task_queue() -> "TaskQueue":
    """Return the queue that brings tasks to their worker."""
    from tollgate.integrations.task_queue import SqsTaskQueue

    return SqsTaskQueue(os.environ["TASK_QUEUE_URL"], region=os.environ["AWS_REGION"])


def task_work() -> "TaskWork":
    """Return what working on tasks takes: every kind of task has its entry here."""
    from tollgate.customers.import_customers import CustomerImporter
    from tollgate.entitlements.recalculate import RecalculateEntitlements
    from tollgate.merging.apply_merge import ApplyMerge
    from tollgate.subscriptions.import_subscriptions import SubscriptionImporter
    from tollgate.subscriptions.migrate_subscriptions import MigrateSubscriptions
    from tollgate.subscriptions.run_test_clock import RunTestClock
    from tollgate.tasks.import_kind import ImportKind
    from tollgate.tasks.ports import TaskKind
    from tollgate.tasks.take_step import TaskWork
    from tollgate.tasks.task_type import TaskType
    from tollgate.usage.recount_meter import RecountMeter
    from tollgate.wiring.followed import recounting
    from tollgate.wiring.merging import catalogue, merge_sources

    kinds: dict[TaskType, TaskKind] = {
        TaskType.SUBSCRIPTION_MIGRATION_V2: MigrateSubscriptions(
            subscriptions=subscriptions(), access=access(), events=events(), clock=customer_clock()
        ),
        TaskType.ENVIRONMENT_MERGE_APPLY: ApplyMerge(catalogue=catalogue(), sources=merge_sources()),
        TaskType.TEST_CLOCK_ADVANCE: RunTestClock(
            agenda=customer_agenda(), test_clocks=test_clocks(), life=subscription_lifecycle()
        ),
        TaskType.IMPORT_CUSTOMERS_BULK: ImportKind(CustomerImporter(import_work()), imports=customer_imports()),
        TaskType.IMPORT_SUBSCRIPTIONS_BULK: ImportKind(
            SubscriptionImporter(subscription_lifecycle()), imports=subscription_imports()
        ),
        TaskType.METER_RECOUNT: RecountMeter(recounting()),
        TaskType.RECALCULATE_ENTITLEMENTS: RecalculateEntitlements(life=subscription_lifecycle(), checking=checking()),
    }
    return TaskWork(tasks=tasks(), kinds=kinds, events=events(), clock=clock())
