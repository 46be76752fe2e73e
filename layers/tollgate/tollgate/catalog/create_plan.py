"""Define a plan: as a draft, or published at once."""

from tollgate.catalog.events import PlanCreated
from tollgate.catalog.group_ports import PackageGroupRepository
from tollgate.catalog.new_package import NewPackage, check_new
from tollgate.catalog.package import PackageStatus
from tollgate.catalog.plan import Plan
from tollgate.catalog.plan_rules import check_plan
from tollgate.catalog.ports import (
    AddonRepository,
    PlanRepository,
    ProductRepository,
)
from tollgate.catalog.publish_plan import publish_version
from tollgate.catalog.trial import TrialConfig
from tollgate.shared.clock import Clock
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids


class CreatePlanRequest(NewPackage):
    """What a new plan is to be."""

    parent_plan_id: str | None = None
    default_trial_config: TrialConfig | None = None


def create_plan(
    request: CreatePlanRequest,
    *,
    plans: PlanRepository,
    addons: AddonRepository,
    groups: PackageGroupRepository,
    products: ProductRepository,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
) -> Plan:
    """Return the new plan.

    Raises `DuplicatedEntity`, `ProductNotFound`, `EntityIsArchived`, what `check_plan` raises, and where it is to be
    published what `publish_version` raises.
    """
    check_new(request, packages=plans, products=products)
    now = clock.now()
    plan = Plan(uuid=ids.uuid(), version_number=1, created_at=now, updated_at=now, **request.fields)
    if request.status is PackageStatus.DRAFT:
        check_plan(request.scope, plan, plans=plans, addons=addons)
        plans.save_draft(request.scope, plan)
    else:
        plan = publish_version(request.scope, plan, plans=plans, addons=addons, groups=groups, at=now).plan
    events.record(request.scope, PlanCreated.of(plan, at=now))
    return plan
