"""Whether a change of plan is an upgrade or a downgrade."""

from collections.abc import Mapping
from decimal import Decimal

from tollgate.catalog.package import PricingType
from tollgate.catalog.plan import Plan
from tollgate.charges.price_points import price_points
from tollgate.subscriptions.future_update import PlanDirection

_RANK = {PricingType.FREE: 0, PricingType.PAID: 1, PricingType.CUSTOM: 2}


def direction_of(former: Plan, chosen: Plan, *, plans: Mapping[str, Plan]) -> PlanDirection:
    """Return what taking one plan in the place of another is.

    A plan that builds on another is more than that one, whatever it costs; else free is less than paid, paid less
    than custom, and of two paid plans the one with the higher starting price is more. `plans` are all by their ids.
    """
    if former.id in _ancestors(chosen, plans):
        return PlanDirection.UPGRADE
    if chosen.id in _ancestors(former, plans):
        return PlanDirection.DOWNGRADE
    before, after = _rank(former), _rank(chosen)
    if before == after == _RANK[PricingType.PAID]:
        return _compared(_starting_price(former), _starting_price(chosen))
    return _compared(Decimal(before), Decimal(after))


def _compared(before: Decimal | None, after: Decimal | None) -> PlanDirection:
    if before is None or after is None or before == after:
        return PlanDirection.NONE
    return PlanDirection.UPGRADE if after > before else PlanDirection.DOWNGRADE


def _rank(plan: Plan) -> int:
    return _RANK[plan.pricing_type or PricingType.FREE]


def _ancestors(plan: Plan, plans: Mapping[str, Plan]) -> set[str]:
    found: set[str] = set()
    parent_id = plan.parent_plan_id
    while parent_id is not None and parent_id not in found:
        found.add(parent_id)
        parent = plans.get(parent_id)
        parent_id = parent.parent_plan_id if parent is not None else None
    return found


def _starting_price(plan: Plan) -> Decimal | None:
    """Return the least a month costs, by the default prices; a year's price counts for a twelfth."""
    points = (each for each in price_points(plan.charges) if each.billing_country_code is None)
    return min((each.amount.amount / each.billing_period.months for each in points), default=None)
