"""Begin the next version of a plan."""

from tollgate.catalog.draft import draft_of, edited_version
from tollgate.catalog.errors import DraftAlreadyExists
from tollgate.catalog.plan import PackageStatus, Plan
from tollgate.catalog.ports import PlanRepository
from tollgate.shared.clock import Clock
from tollgate.shared.scope import Scope


def create_plan_draft(scope: Scope, plan_id: str, *, plans: PlanRepository, clock: Clock) -> Plan:
    """Return the new draft; raises `PlanNotFound`, `EntityIsArchived`, `DraftAlreadyExists`."""
    plan = edited_version(scope, plan_id, plans=plans)
    if plan.status is PackageStatus.DRAFT:
        raise DraftAlreadyExists(f"The plan {plan_id} has a draft; publish it or remove it first")
    draft = draft_of(plan, at=clock.now())
    plans.save_draft(scope, draft)
    return draft
