"""The one draft of a plan: where every change of what is sold begins."""

from datetime import datetime

from tollgate.catalog.errors import PlanNotFound
from tollgate.catalog.plan import PackageStatus, Plan
from tollgate.catalog.ports import PlanRepository
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.scope import Scope


def edited_version(scope: Scope, plan_id: str, *, plans: PlanRepository) -> Plan:
    """Return the draft, else the latest published version; raises `PlanNotFound`."""
    plan = plans.draft(scope, plan_id) or plans.latest(scope, plan_id)
    if plan is None:
        raise PlanNotFound.of(plan_id)
    return plan


def draft_of(plan: Plan, *, at: datetime) -> Plan:
    """Return the draft in which a version is edited: itself, or the next one; raises `EntityIsArchived`."""
    if plan.is_archived:
        raise EntityIsArchived.of("plan", plan.id)
    return plan.but(updated_at=at) if plan.status is PackageStatus.DRAFT else plan.next_draft(at=at)
