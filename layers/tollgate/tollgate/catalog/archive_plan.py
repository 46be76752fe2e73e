"""Stop selling a plan; who subscribes to it keeps it."""

from datetime import datetime

from tollgate.catalog.errors import DraftCannotBeArchived
from tollgate.catalog.events import PlanDeleted
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import PlanRepository
from tollgate.catalog.retrieve_plan import retrieve_plan
from tollgate.shared.clock import Clock
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


def archive_plan(scope: Scope, plan_id: str, *, plans: PlanRepository, events: EventRecorder, clock: Clock) -> Plan:
    """Return the archived plan; raises `PlanNotFound`, `EntityIsArchived`, `DraftCannotBeArchived`."""
    plan = retrieve_plan(scope, plan_id, plans=plans)
    if plan.is_archived:
        raise EntityIsArchived.of("plan", plan_id)
    if not plan.is_latest:
        raise DraftCannotBeArchived(f"The plan {plan_id} was never published; remove its draft instead")
    return archive_version(scope, plan, plans=plans, events=events, at=clock.now())


def archive_version(scope: Scope, plan: Plan, *, plans: PlanRepository, events: EventRecorder, at: datetime) -> Plan:
    """Stage the archiving of a plan, given by its latest version. A draft of it goes: it could not be sold again."""
    draft = plans.draft(scope, plan.id)
    if draft is not None:
        plans.remove_draft(scope, draft)
    archived_plan = plan.archived(at=at)
    plans.save_shared(scope, archived_plan)
    events.record(scope, PlanDeleted.of(archived_plan, at=at))
    return archived_plan
