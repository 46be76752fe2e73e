"""Change a plan: its draft, which is begun where there is none. Metadata alone applies at once."""

from tollgate.catalog.changes import changes_in
from tollgate.catalog.draft import draft_of, edited_version
from tollgate.catalog.events import PlanUpdated
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import PlanRepository
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


class UpdatePlanRequest(Value):
    """What is to change of a plan: the fields that are given."""

    scope: Scope
    id: str
    display_name: str = ""
    description: str | None = None
    billing_id: str | None = None
    metadata: dict[str, str] = {}


def update_plan(request: UpdatePlanRequest, *, plans: PlanRepository, events: EventRecorder, clock: Clock) -> Plan:
    """Return the version that is edited, as it is now; raises `PlanNotFound`, `EntityIsArchived`."""
    plan = edited_version(request.scope, request.id, plans=plans)
    if plan.is_archived:
        raise EntityIsArchived.of("plan", plan.id)
    now = clock.now()
    changes = changes_in(request)
    metadata = changes.pop("metadata", plan.metadata)
    if plan.but(**changes) != plan:
        plan = draft_of(plan, at=now).but(**changes)
        plans.save_draft(request.scope, plan)
    if metadata != plan.metadata:
        plan = plan.but(metadata=metadata, updated_at=now)
        plans.save_shared(request.scope, plan)
        sold = plans.latest(request.scope, plan.id)
        if sold is not None:
            events.record(request.scope, PlanUpdated.of(sold, at=now))
    return plan
