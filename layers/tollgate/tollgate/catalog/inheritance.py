"""What a plan grants because the plan it builds on does."""

from collections.abc import Iterable, Mapping

from tollgate.catalog.errors import PlanNotFound, PlansBuildOnEachOther
from tollgate.catalog.package import PricingType, named
from tollgate.catalog.plan import Plan
from tollgate.shared.errors import EntityIsArchived, InvalidInput

MOST_GRANTED = 300
"""Entitlements of a version, inherited ones included, so that it stays far from the sizes that can be stored."""


def with_inheritance(plan: Plan, parent: Plan | None) -> Plan:
    """Return the plan with what it inherits from its parent, given by its latest version; its own always wins.

    Raises `InvalidInput` where that is more than a version holds, or a value that a plan cannot leave open.
    """
    inherited = parent.granted if parent is not None else ()
    credits = parent.granted_credits if parent is not None else ()
    own = {each.feature_id for each in plan.entitlements}
    own_credits = {each.currency_id for each in plan.credit_entitlements}
    complete = plan.but(
        inherited_entitlements=tuple(each for each in inherited if each.feature_id not in own),
        inherited_credit_entitlements=tuple(each for each in credits if each.currency_id not in own_credits),
    )
    count = len(complete.all_granted)
    if count > MOST_GRANTED:
        raise InvalidInput(f"{plan.id} would hold {count} entitlements; at most {MOST_GRANTED} fit")
    left_open = [each for each in complete.all_granted if each.is_custom]
    if left_open and complete.pricing_type is not PricingType.CUSTOM:
        message = f"{plan.id} would leave {named(left_open[0])} to each subscription; only a CUSTOM plan may"
        raise InvalidInput(message, field="parentPlanId")
    return complete


def check_parent(plan: Plan, parent_id: str, versions: Iterable[Plan], *, field: str) -> None:
    """Raise unless a plan may build on another; `versions` are all drafts and latest versions of plans.

    Raises `PlanNotFound`, `EntityIsArchived`, `PlansBuildOnEachOther`, and `InvalidInput` for another product's plan.
    """
    known: dict[str, list[Plan]] = {}
    for version in versions:
        known.setdefault(version.id, []).append(version)
    if parent_id != plan.id and parent_id not in known:
        raise PlanNotFound.of(parent_id, field=field)
    if any(each.is_archived for each in known.get(parent_id, ())):
        raise EntityIsArchived.of("plan", parent_id, field=field)
    if any(each.product_id != plan.product_id for each in known.get(parent_id, ())):
        raise InvalidInput(f"{parent_id} is a plan of another product; a plan builds on one of its own", field=field)
    if plan.id in _ancestors(parent_id, known):
        raise PlansBuildOnEachOther(f"{parent_id} builds on {plan.id} itself; choose another base plan", field=field)


def children_of(plan_id: str, versions: Iterable[Plan]) -> list[Plan]:
    """Return the latest versions, not archived, of the plans that build on a plan, in the order of their ids."""
    sold = (each for each in versions if each.is_latest and not each.is_archived)
    return sorted((each for each in sold if each.parent_plan_id == plan_id), key=lambda each: each.id)


def _ancestors(plan_id: str, known: Mapping[str, list[Plan]]) -> set[str]:
    """Return a plan and every plan it builds on, by what is sold or by a draft."""
    found: set[str] = set()
    left = [plan_id]
    while left:
        current = left.pop()
        if current not in found:
            found.add(current)
            left += [each.parent_plan_id for each in known.get(current, ()) if each.parent_plan_id is not None]
    return found
