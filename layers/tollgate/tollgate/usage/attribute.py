"""Which budgets measurements count in, by the entities that their dimensions name."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from tollgate.catalog.unit_transformation import in_sold_units
from tollgate.entitlements.ports import KnownFeatures
from tollgate.governance.assignment import Target
from tollgate.governance.attributing import Attributing
from tollgate.governance.budget import Budget
from tollgate.governance.chains import Attribution
from tollgate.governance.governed_usage import GovernedUsage
from tollgate.shared.scope import Scope
from tollgate.usage.customer_times import CustomerTimes
from tollgate.usage.measurement import Measurement, dimensions_of


class Attributed(NamedTuple):
    """A measurement, and whom its usage, or the credits that it burns, are attributed to."""

    measurement: Measurement
    attribution: Attribution


def attributed(
    scope: Scope,
    measurements: Iterable[Measurement],
    attributing: Attributing,
    *,
    currencies: Mapping[str, str] = MappingProxyType({}),
) -> list[Attributed]:
    """Return whom measurements are attributed to; those that name nobody are left out.

    `currencies` are those that measurements burn, by their ids: each is attributed like its usage.
    """
    found = []
    for each in measurements:
        targets = [Target.feature(each.feature_id)]
        if each.id in currencies:
            targets.append(Target.currency(currencies[each.id]))
        for target in targets if each.dimensions is not None else ():
            asked = attributing.attribution(scope, each.customer_id, target, dimensions_of(each.dimensions))
            if asked is not None:
                found.append(Attributed(each, asked))
    return found


def budgets_by_measurement(
    scope: Scope, measurements: Sequence[Measurement], attributing: Attributing | None
) -> Mapping[str, tuple[Budget, ...]]:
    """Return the budgets that the usage of measurements counts in, by their ids; raises `GovernanceUnavailable`."""
    if attributing is None:
        return {}
    asked = attributed(scope, measurements, attributing)
    budgets = attributing.budgets(scope, [each.attribution for each in asked])
    return {each.measurement.id: budgets[each.attribution] for each in asked}


def governed_usage(
    scope: Scope,
    asked: Sequence[Attributed],
    *,
    attributing: Attributing,
    features: KnownFeatures,
    times: CustomerTimes,
) -> list[GovernedUsage]:
    """Return what is used now of every budget that measurements count in, each once."""
    budgets = attributing.budgets(scope, [each.attribution for each in asked])
    resources: dict[str, set[str | None]] = {}
    met: dict[str, Budget] = {}
    for measurement, attribution in asked:
        for budget in budgets[attribution]:
            met[budget.assignment.id] = budget
            resources.setdefault(budget.assignment.id, set()).add(measurement.resource_id)
    named = {each.assignment.feature_id for each in met.values() if each.assignment.feature_id is not None}
    known = features.many(scope, named, now=times.today) if named else {}
    shown = []
    for assignment_id, budget in met.items():
        feature = known.get(budget.assignment.feature_id or "")
        transformation = feature.unit_transformation if feature is not None else None
        used = in_sold_units(budget.used_at(times.of(budget.key.customer_id)), transformation)
        [resource_id, *more] = resources[assignment_id]
        own = None if more else resource_id
        shown.append(GovernedUsage.of(budget, used, resource_id=own, at=budget.counted_at))
    return shown
