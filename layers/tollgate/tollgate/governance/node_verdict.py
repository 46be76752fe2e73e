"""Whether the budgets of a chain allow so much more usage. Pure."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from tollgate.catalog.unit_transformation import UnitTransformation, in_sold_units
from tollgate.governance.budget import Budget
from tollgate.governance.chains import Chain
from tollgate.shared.entity import Amount, Value

_ONE = Decimal(1)


class ChainNode(Value):
    """A budget as a check shows it, in the units of its limit."""

    entity_id: str
    scope_entity_ids: tuple[str, ...]
    usage_limit: Amount | None
    current_usage: Amount
    is_granted: bool


def judge_chains(
    chains: Iterable[Chain], requested: Decimal | None, *, now: datetime, transformation: UnitTransformation | None
) -> tuple[tuple[ChainNode, ...], ...]:
    """Return each chain with the verdict of its nodes: usage and what is requested, one by default, fit the limit."""
    more = _ONE if requested is None else requested
    return tuple(
        tuple(_node(budget, more, now=now, transformation=transformation) for budget in chain.budgets)
        for chain in chains
    )


def _node(budget: Budget, more: Decimal, *, now: datetime, transformation: UnitTransformation | None) -> ChainNode:
    assignment, used = budget.assignment, in_sold_units(budget.used_at(now), transformation)
    limit = assignment.usage_limit
    return ChainNode(
        entity_id=assignment.entity_id,
        scope_entity_ids=assignment.scope_entity_ids,
        usage_limit=limit,
        current_usage=used,
        is_granted=limit is None or used + more <= limit,
    )
