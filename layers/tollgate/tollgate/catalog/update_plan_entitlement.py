"""Change what a plan grants of a feature, in its draft."""

from tollgate.catalog.draft import draft_of, edited_version
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.entitlement_settings import EntitlementSettings, configured
from tollgate.catalog.errors import EntitlementNotInPackage
from tollgate.catalog.ports import FeatureRepository, PlanRepository
from tollgate.catalog.retrieve_feature import retrieve_feature
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope


class UpdatePlanEntitlementRequest(Value):
    """What is to change of a plan's entitlement to a feature."""

    scope: Scope
    plan_id: str
    feature_id: str
    settings: EntitlementSettings


def update_plan_entitlement(
    request: UpdatePlanEntitlementRequest, *, plans: PlanRepository, features: FeatureRepository, clock: Clock
) -> FeatureEntitlement:
    """Return the changed entitlement.

    Raises `PlanNotFound`, `EntityIsArchived`, `EntitlementNotInPackage`, and `InvalidInput` for values.
    """
    plans.begin_change(request.scope)
    now = clock.now()
    draft = draft_of(edited_version(request.scope, request.plan_id, plans=plans), at=now)
    before = draft.entitlement_to(request.feature_id)
    if before is None:
        raise EntitlementNotInPackage.of(request.plan_id, request.feature_id)
    feature = retrieve_feature(request.scope, request.feature_id, features=features)
    after = configured(before, request.settings, feature=feature, plan=draft, at=now, path="")
    if after != before:
        plans.save_draft(request.scope, draft.with_entitlement(after))
    return after
