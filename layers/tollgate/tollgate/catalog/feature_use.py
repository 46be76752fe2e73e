"""Which plans use a feature: those with a draft, or a latest version that is sold, that grants it."""

from collections.abc import Iterable

from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.plan import Plan


def plans_using(plans: Iterable[Plan], feature_id: str) -> list[str]:
    """Return the ids of the plans that use the feature."""
    return sorted({plan.id for plan, _ in _uses(plans, feature_id)})


def values_in_use(plans: Iterable[Plan], feature_id: str) -> set[str]:
    """Return the values of an ENUM feature that plans grant."""
    return {value for _, entitlement in _uses(plans, feature_id) for value in entitlement.enum_values or ()}


def _uses(plans: Iterable[Plan], feature_id: str) -> Iterable[tuple[Plan, FeatureEntitlement]]:
    # An archived plan is not sold again; who holds it keeps what the feature was.
    for plan in plans:
        entitlement = plan.entitlement_to(feature_id)
        if entitlement is not None and not plan.is_archived:
            yield plan, entitlement
