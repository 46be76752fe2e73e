"""Publish a plan's draft: from now on it is what is sold, and plans that build on it grant what it grants.

Who subscribed to an earlier version stays on it, or is moved by a task.
"""

from collections.abc import Sequence
from datetime import datetime

from tollgate.catalog.errors import BasePlanIsDraft, CompatibleAddonIsDraft
from tollgate.catalog.events import PackagePublished, package_updated
from tollgate.catalog.group_ports import PackageGroupRepository
from tollgate.catalog.inheritance import children_of, with_inheritance
from tollgate.catalog.migration import MigrationType, start_migration
from tollgate.catalog.package import Package
from tollgate.catalog.package_group_rules import offered_groups
from tollgate.catalog.plan import Plan
from tollgate.catalog.plan_rules import check_plan
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

MOST_CHILDREN = 20
"""Each takes up to four documents of the one transaction that publishes their parent, which holds 100."""


class PublishedPlan(Value):
    """The new version, those of the plans that build on it and now grant something else, and the task for all."""

    plan: Plan
    children: tuple[Plan, ...] = ()
    task: Task | None = None


def publish_plan(
    scope: Scope,
    plan_id: str,
    migration_type: MigrationType,
    *,
    plans: PlanRepository,
    addons: AddonRepository,
    groups: PackageGroupRepository,
    products: ProductRepository,
    tasks: TaskRepository,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
) -> PublishedPlan:
    """Return the new versions, and the task that moves subscriptions to them, where there is one.

    Raises `PlanNotFound`, `EntityIsArchived`, `PackageAlreadyPublished` without a draft, and what
    `publish_version` raises.
    """
    plans.begin_change(scope)
    draft = draft_to_publish(scope, plan_id, packages=plans, products=products)
    now = clock.now()
    published = publish_version(scope, draft, plans=plans, addons=addons, groups=groups, at=now)
    versions = (published.plan, *published.children)
    for version in versions:
        events.record(scope, PackagePublished.of(version, at=now))
        events.record(scope, package_updated(version, at=now))
    task = start_migration(scope, versions, migration_type, at=now, tasks=tasks, events=events, ids=ids)
    return published.but(task=task)


def publish_version(
    scope: Scope,
    draft: Plan,
    *,
    plans: PlanRepository,
    addons: AddonRepository,
    groups: PackageGroupRepository,
    at: datetime,
    beside_draft: bool = False,
) -> PublishedPlan:
    """Stage a draft as the latest version, and new versions of its children.

    With `beside_draft` it is not the plan's stored draft, which stays and follows it. Raises `PricingTypeNotSet`,
    `PriceNotFound`, `BasePlanIsDraft`, `CompatibleAddonIsDraft`, once more what `check_plan` and `check_groups`
    raise, and `InvalidInput` for more children than one publishing reaches.
    """
    check_price(draft)
    check_plan(scope, draft, plans=plans, addons=addons)
    _check_addons_are_sold(scope, draft, addons)
    offered = offered_groups(scope, draft, groups=groups, addons=addons)
    complete = with_inheritance(draft, _parent_of(scope, draft, plans)).but(offered_package_groups=offered)
    published = complete.published(at=at)
    children = _republished(published, plans.current(scope), at=at)
    stage = plans.publish_beside_draft if beside_draft else plans.publish
    stage(scope, published)
    for child in children:
        plans.publish_beside_draft(scope, child)
    return PublishedPlan(plan=published, children=children)


def _parent_of(scope: Scope, draft: Plan, plans: PlanRepository) -> Plan | None:
    if draft.parent_plan_id is None:
        return None
    parent = plans.latest(scope, draft.parent_plan_id)
    if parent is None:
        raise BasePlanIsDraft(f"{draft.id} builds on {draft.parent_plan_id}, which is a draft; publish that one first")
    return parent


def _check_addons_are_sold(scope: Scope, draft: Plan, addons: AddonRepository) -> None:
    sold = {each.id for each in addons.current(scope) if each.is_latest} if draft.compatible_addon_ids else set()
    drafts = [addon_id for addon_id in draft.compatible_addon_ids if addon_id not in sold]
    if drafts:
        raise CompatibleAddonIsDraft(f"These compatible add-ons are drafts; publish them first: {', '.join(drafts)}")


def _republished(parent: Plan, versions: Sequence[Package], *, at: datetime) -> tuple[Plan, ...]:
    """Return the next versions of the plans, children and theirs, that inherit something else from now on."""
    others = [each for each in versions if isinstance(each, Plan)]
    changed: list[Plan] = []
    left = [parent]
    while left:
        base = left.pop(0)
        for child in children_of(base.id, others):
            after = with_inheritance(child, base)
            if after != child:
                changed.append(after.next_draft(at=at).published(at=at))
                left.append(changed[-1])
    if len(changed) > MOST_CHILDREN:
        raise InvalidInput(f"{len(changed)} plans build on {parent.id} and would change; at most {MOST_CHILDREN} can")
    return tuple(changed)
