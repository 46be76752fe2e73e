"""Count what is burnt: in its hour, and in the budgets of the entities that its dimensions name."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from tollgate.credits.consumption import Burnt, Consumption
from tollgate.credits.open_wallet import Crediting
from tollgate.credits.wallet import WalletKey
from tollgate.governance.assignment import AssignmentKey, Target
from tollgate.governance.attributing import Attributing
from tollgate.governance.budget import Budget, Counted, changes_of
from tollgate.governance.chains import Attribution
from tollgate.governance.governed_usage import GovernedUsage
from tollgate.shared.scope import Scope


def count_burnt(
    scope: Scope, burnt: Sequence[Burnt], *, now: Mapping[str, datetime], ports: Crediting
) -> list[tuple[GovernedUsage, ...]]:
    """Stage what counts, and return what is used after it of the budgets that each counted in; `now` is by customer.

    Counting never refuses: budgets bind checks. Raises `GovernanceUnavailable` where budgets cannot be read.
    """
    ports.wallets.count(scope, burnt)
    asked = [_attributed_to(scope, each.key, each.dimensions, ports.attributing) for each in burnt]
    named = [attribution for attribution in asked if attribution is not None]
    if not named:
        return [() for _ in burnt]
    budgets = ports.attributing.budgets(scope, named)
    counted = [
        [Counted(budget, each.at, each.amount) for budget in budgets[attribution]] if attribution is not None else []
        for each, attribution in zip(burnt, asked, strict=True)
    ]
    changes = changes_of([one for each in counted for one in each], now)
    ports.budgets.count(scope, changes)
    added = {change.key: change.amount for change in changes}
    return [
        tuple(_used(one.budget, added, now, each.resource_id) for one in own)
        for each, own in zip(burnt, counted, strict=True)
    ]


def names_entities(scope: Scope, consumption: Consumption, attributing: Attributing) -> bool:
    """Tell whether a consumption is attributed to anybody."""
    return _attributed_to(scope, consumption.wallet, consumption.dimensions, attributing) is not None


def _attributed_to(
    scope: Scope, key: WalletKey, dimensions: str | None, attributing: Attributing
) -> Attribution | None:
    if dimensions is None:
        return None
    target = Target.currency(key.currency_id)
    return attributing.attribution(scope, key.customer_id, target, json.loads(dimensions, parse_float=str))


def _used(
    budget: Budget, added: Mapping[AssignmentKey, Decimal], now: Mapping[str, datetime], resource_id: str | None
) -> GovernedUsage:
    moment = now[budget.key.customer_id]
    before = budget.used_at(moment)
    if budget.key not in added:
        return GovernedUsage.of(budget, before, resource_id=resource_id, at=budget.counted_at)
    return GovernedUsage.of(budget, before + added[budget.key], resource_id=resource_id, at=moment)
