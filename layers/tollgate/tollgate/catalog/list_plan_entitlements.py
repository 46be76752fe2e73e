"""Show what a plan grants, as it is edited: its draft, else its latest version."""

from tollgate.catalog.draft import edited_version
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.ports import PlanRepository
from tollgate.shared.scope import Scope


def list_plan_entitlements(scope: Scope, plan_id: str, *, plans: PlanRepository) -> list[FeatureEntitlement]:
    """Return the entitlements by their `order`, those without one last; raises `PlanNotFound`."""
    return edited_version(scope, plan_id, plans=plans).ordered_entitlements
