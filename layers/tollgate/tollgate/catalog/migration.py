"""Who gets a new version: only who subscribes from now on, or everyone, whose subscriptions a task then moves."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from tollgate.catalog.addon import Addon
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import PlanRepository
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope
from tollgate.tasks.ports import TaskRepository
from tollgate.tasks.start_task import start_task
from tollgate.tasks.subscription_migration import MigrationTarget, SubscriptionMigration
from tollgate.tasks.task import Task


class MigrationType(StrEnum):
    """Who gets a new version: only who subscribes from now on, or everyone."""

    NEW_CUSTOMERS = "NEW_CUSTOMERS"
    ALL_CUSTOMERS = "ALL_CUSTOMERS"


def start_migration(
    scope: Scope,
    versions: Iterable[Plan],
    migration_type: MigrationType,
    *,
    at: datetime,
    tasks: TaskRepository,
    events: EventRecorder,
    ids: Ids,
) -> Task | None:
    """Return the one task that moves the subscribers of all these versions, None where nobody is to be moved.

    A first version has no predecessor that anybody could hold.
    """
    targets = tuple(
        MigrationTarget(plan_id=version.id, version_number=version.version_number)
        for version in versions
        if version.version_number > 1
    )
    if migration_type is MigrationType.NEW_CUSTOMERS or not targets:
        return None
    return start_task(scope, SubscriptionMigration(targets=targets), at=at, tasks=tasks, events=events, ids=ids)


def start_addon_migration(
    scope: Scope,
    addon: Addon,
    migration_type: MigrationType,
    *,
    plans: PlanRepository,
    at: datetime,
    tasks: TaskRepository,
    events: EventRecorder,
    ids: Ids,
) -> Task | None:
    """Return the task that moves whoever holds an add-on to this version, None where nobody is to be moved.

    An earlier version of any plan of the product may have been sold with it, so that it goes over those of all plans.
    """
    if migration_type is MigrationType.NEW_CUSTOMERS or addon.version_number == 1:
        return None
    plan_ids = sorted({each.id for each in plans.current(scope) if each.product_id == addon.product_id})
    if not plan_ids:
        return None
    targets = tuple(
        MigrationTarget(plan_id=plan_id, addon_id=addon.id, version_number=addon.version_number) for plan_id in plan_ids
    )
    return start_task(scope, SubscriptionMigration(targets=targets), at=at, tasks=tasks, events=events, ids=ids)
