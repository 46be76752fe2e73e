"""Publish an add-on's draft: from now on it is what is sold."""

from datetime import datetime

from tollgate.catalog.addon import Addon
from tollgate.catalog.addon_rules import check_addon
from tollgate.catalog.events import PackagePublished, package_updated
from tollgate.catalog.migration import MigrationType, start_addon_migration
from tollgate.catalog.package import PricingType
from tollgate.catalog.package_use import in_use
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import AddonRepository, PlanRepository, ProductRepository
from tollgate.catalog.publish_package import check_price, draft_to_publish
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope
from tollgate.tasks.ports import TaskRepository
from tollgate.tasks.task import Task


class PublishedAddon(Value):
    """The new version, and the task that moves whoever holds an earlier one to it, where there is one."""

    addon: Addon
    task: Task | None = None


def publish_addon(
    scope: Scope,
    addon_id: str,
    migration_type: MigrationType,
    *,
    addons: AddonRepository,
    plans: PlanRepository,
    products: ProductRepository,
    tasks: TaskRepository,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
) -> PublishedAddon:
    """Return the new version, and the task that moves subscriptions to it, where there is one.

    Raises `AddonNotFound`, `EntityIsArchived`, `PackageAlreadyPublished` without a draft, and what `sell` raises.
    """
    addons.begin_change(scope)
    draft = draft_to_publish(scope, addon_id, packages=addons, products=products)
    now = clock.now()
    published = sell(scope, draft, addons=addons, plans=plans, events=events, at=now)
    task = start_addon_migration(
        scope, published, migration_type, plans=plans, at=now, tasks=tasks, events=events, ids=ids
    )
    return PublishedAddon(addon=published, task=task)


def sell(
    scope: Scope, draft: Addon, *, addons: AddonRepository, plans: PlanRepository, events: EventRecorder, at: datetime
) -> Addon:
    """Stage a draft as the latest version and tell of it.

    Raises what `publish_version` raises, and `InvalidInput` where plans offer it whose customers could not buy it.
    """
    check_offers(scope, draft, plans)
    published = publish_version(scope, draft, addons=addons, at=at)
    events.record(scope, PackagePublished.of(published, at=at))
    events.record(scope, package_updated(published, at=at))
    return published


def publish_version(
    scope: Scope, draft: Addon, *, addons: AddonRepository, at: datetime, beside_draft: bool = False
) -> Addon:
    """Stage a draft as the latest version.

    With `beside_draft` it is not the add-on's stored draft, which stays and follows it. Raises `PricingTypeNotSet`,
    `AddonWithoutPrice`, what `check_addon` raises, and `InvalidInput` where it depends on add-ons that are not sold.
    """
    check_price(draft)
    check_addon(scope, draft, addons=addons)
    if draft.dependencies:
        sold = {each.id for each in addons.current(scope) if each.is_latest}
        drafts = [needed for needed in draft.dependencies if needed not in sold]
        if drafts:
            message = f"It depends on add-ons that are drafts; publish them first: {', '.join(drafts)}"
            raise InvalidInput(message, field="dependencies")
    published = draft.published(at=at)
    stage = addons.publish_beside_draft if beside_draft else addons.publish
    stage(scope, published)
    return published


def check_offers(scope: Scope, draft: Addon, plans: PlanRepository) -> None:
    """Raise `InvalidInput` where plans offer the add-on whose customers could not buy it."""
    if draft.pricing_type is not PricingType.CUSTOM:
        return
    offering = [each for each in in_use(scope, plans) if _is_offered(draft, each)]
    unfit = sorted({each.id for each in offering if each.pricing_type not in {PricingType.CUSTOM, None}})
    if unfit:
        raise InvalidInput(f"Custom add-ons go with CUSTOM plans only; these offer it too: {', '.join(unfit[:10])}")


def _is_offered(addon: Addon, plan: Plan) -> bool:
    """Tell whether a plan offers the add-on. Package groups of a draft are looked at when it is published."""
    in_groups = not plan.is_draft and any(addon.id in each.addon_ids for each in plan.offered_package_groups)
    return in_groups or addon.id in plan.compatible_addon_ids
