"""How much of a feature a subscription grants by number: what overage begins beyond."""

from collections.abc import Sequence
from decimal import Decimal

from tollgate.catalog.addon import Addon
from tollgate.catalog.entitlement import EntitlementBehavior, FeatureEntitlement
from tollgate.catalog.plan import Plan
from tollgate.shared.entity import Amount
from tollgate.subscriptions.terms import ChargeType, Terms


def limit_of(feature_id: str, terms: Terms, plan: Plan, addons: Sequence[Addon]) -> Amount | None:
    """Return the limit of a feature, None where nothing limits it.

    An override stands in the place of the plan's value, units that were bought too. Add-ons come on top, so many times
    as they are held, or one that overrides decides alone: the highest, where there are several.
    """
    own = next((each for each in terms.overrides if each.feature_id == feature_id), plan.entitlement_to(feature_id))
    times = {each.id: each.quantity for each in terms.addons}
    added = [(each, times[addon.id]) for addon in addons if (each := addon.entitlement_to(feature_id)) is not None]
    overriding = [(each, count) for each, count in added if each.behavior is EntitlementBehavior.OVERRIDE]
    if overriding:
        values = [_value(each, count) for each, count in overriding]
        return None if None in values else max(value for value in values if value is not None)
    bought = terms.quantity_of(ChargeType.FEATURE, feature_id)
    is_by_unit = plan.charges.sells_units_of(feature_id)
    parts = [bought if is_by_unit and bought is not None else _value(own, 1), *(_value(*each) for each in added)]
    return None if None in parts else sum((part for part in parts if part is not None), Decimal(0))


def _value(entitlement: FeatureEntitlement | None, times: int) -> Amount | None:
    if entitlement is None:
        return Decimal(0)
    if entitlement.has_unlimited_usage:
        return None
    return (entitlement.usage_limit or Decimal(0)) * times
