"""Take a feature out of a plan, in its draft."""

from tollgate.catalog.draft import draft_of, edited_version
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.errors import EntitlementNotInPackage
from tollgate.catalog.ports import PlanRepository
from tollgate.shared.clock import Clock
from tollgate.shared.scope import Scope


def delete_plan_entitlement(
    scope: Scope, plan_id: str, feature_id: str, *, plans: PlanRepository, clock: Clock
) -> FeatureEntitlement:
    """Return the entitlement that is gone; raises `PlanNotFound`, `EntityIsArchived`, `EntitlementNotInPackage`."""
    draft = draft_of(edited_version(scope, plan_id, plans=plans), at=clock.now())
    entitlement = draft.entitlement_to(feature_id)
    if entitlement is None:
        raise EntitlementNotInPackage.of(plan_id, feature_id)
    plans.save_draft(scope, draft.without_entitlement(feature_id))
    return entitlement
