"""Which budgets measurements count in, by the entities that their dimensions name."""

from collections.abc import Iterable, Mapping, Sequence

from tollgate.catalog.unit_transformation import in_sold_units
from tollgate.entitlements.ports import KnownFeatures
from tollgate.governance.assignment import Target
from tollgate.governance.attributing import Attributing
from tollgate.governance.budget import Budget
from tollgate.governance.chains import Attribution
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.scope import Scope
from tollgate.usage.customer_times import CustomerTimes
from tollgate.usage.measurement import Measurement, dimensions_of


class GovernedUsage(Value):
    """What is used of a budget that measurements counted in, in the units of its limit.

    `resource_id` is that of the measurements, None where they are of several, or of none.
    """

    customer_id: str
    resource_id: str | None
    entity_id: str
    assignment_id: str
    scope_entity_ids: tuple[str, ...]
    feature_id: str | None
    currency_id: str | None
    current_usage: Amount
    updated_at: Instant


def attributions_of(
    scope: Scope, measurements: Iterable[Measurement], attributing: Attributing
) -> dict[str, Attribution]:
    """Return whom measurements are attributed to, by their ids; those that name nobody are left out."""
    found = {}
    for each in measurements:
        if each.dimensions is not None:
            target = Target.feature(each.feature_id)
            asked = attributing.attribution(scope, each.customer_id, target, dimensions_of(each.dimensions))
            if asked is not None:
                found[each.id] = asked
    return found


def budgets_by_measurement(
    scope: Scope, measurements: Sequence[Measurement], attributing: Attributing | None
) -> Mapping[str, tuple[Budget, ...]]:
    """Return the budgets that measurements count in, by their ids; raises `GovernanceUnavailable`."""
    if attributing is None:
        return {}
    asked = attributions_of(scope, measurements, attributing)
    budgets = attributing.budgets(scope, asked.values())
    return {each: budgets[attribution] for each, attribution in asked.items()}


def governed_usage(
    scope: Scope,
    measurements: Sequence[Measurement],
    *,
    attributing: Attributing,
    features: KnownFeatures,
    times: CustomerTimes,
) -> list[GovernedUsage]:
    """Return what is used now of every budget that measurements count in, each once."""
    budgets = budgets_by_measurement(scope, measurements, attributing)
    resources: dict[str, set[str | None]] = {}
    met: dict[str, Budget] = {}
    for measurement in measurements:
        for budget in budgets.get(measurement.id, ()):
            met[budget.assignment.id] = budget
            resources.setdefault(budget.assignment.id, set()).add(measurement.resource_id)
    known = features.many(scope, {each.key.target.id for each in met.values()}, now=times.today) if met else {}
    shown = []
    for assignment_id, budget in met.items():
        assignment, now = budget.assignment, times.of(budget.assignment.customer_id)
        feature = known.get(budget.key.target.id)
        transformation = feature.unit_transformation if feature is not None else None
        [resource_id, *more] = resources[assignment_id]
        shown.append(
            GovernedUsage(
                customer_id=assignment.customer_id,
                resource_id=None if more else resource_id,
                entity_id=assignment.entity_id,
                assignment_id=assignment_id,
                scope_entity_ids=assignment.scope_entity_ids,
                feature_id=assignment.feature_id,
                currency_id=assignment.currency_id,
                current_usage=in_sold_units(budget.used_at(now), transformation),
                updated_at=budget.counted_at or assignment.updated_at,
            )
        )
    return shown
