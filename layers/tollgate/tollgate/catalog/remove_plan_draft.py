"""Give up the changes of a draft."""

from tollgate.catalog.errors import DraftNotFound, PlanNotFound
from tollgate.catalog.events import PlanDeleted
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import PlanRepository
from tollgate.shared.clock import Clock
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


def remove_plan_draft(
    scope: Scope, plan_id: str, *, plans: PlanRepository, events: EventRecorder, clock: Clock
) -> Plan:
    """Return the draft that is no more; raises `PlanNotFound`, `DraftNotFound`. A plan never published goes with it."""
    if not plans.exists(scope, plan_id):
        raise PlanNotFound.of(plan_id)
    draft = plans.draft(scope, plan_id)
    if draft is None:
        raise DraftNotFound.of(plan_id)
    plans.remove_draft(scope, draft)
    if plans.latest(scope, plan_id) is None:
        events.record(scope, PlanDeleted.of(draft, at=clock.now()))
    return draft
