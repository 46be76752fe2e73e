"""Begin the next version of a plan."""

from tollgate.catalog.draft import draft_of, edited_version
from tollgate.catalog.errors import DraftAlreadyExists
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import PlanRepository
from tollgate.shared.clock import Clock
from tollgate.shared.scope import Scope


def create_plan_draft(scope: Scope, plan_id: str, *, plans: PlanRepository, clock: Clock) -> Plan:
    """Return the new draft; raises `PlanNotFound`, `EntityIsArchived`, `DraftAlreadyExists`."""
    plan = edited_version(scope, plan_id, plans=plans)
    draft = draft_of(plan, at=clock.now())
    if draft.version_number == plan.version_number:
        raise DraftAlreadyExists(f"The plan {plan_id} has a draft; publish it or remove it first")
    plans.save_draft(scope, draft)
    return draft
