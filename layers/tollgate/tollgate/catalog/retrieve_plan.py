"""Show one plan: as it is sold, or as a draft where it never was."""

from tollgate.catalog.errors import PlanNotFound
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import PlanRepository
from tollgate.shared.scope import Scope


def retrieve_plan(scope: Scope, plan_id: str, *, plans: PlanRepository) -> Plan:
    """Return the latest published version, else the draft; raises `PlanNotFound`."""
    plan = plans.latest(scope, plan_id) or plans.draft(scope, plan_id)
    if plan is None:
        raise PlanNotFound.of(plan_id)
    return plan
