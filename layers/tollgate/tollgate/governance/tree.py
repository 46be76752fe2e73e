"""The tree of a customer's entities with their budgets: filtered, put in order, cut into pages. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from tollgate.catalog.unit_transformation import UnitTransformation, in_sold_units
from tollgate.governance.assignment import Target
from tollgate.governance.budget import NOTHING, Budget
from tollgate.governance.entity import GovernedEntity
from tollgate.governance.filters import Order, SortKey, TreeFilters
from tollgate.shared.cursor import Seal
from tollgate.shared.entity import Amount, Instant, Value, wire_instant
from tollgate.shared.errors import BadUserInput
from tollgate.shared.page import Page

_WHOLE = Decimal(1)


class TreeNode(Value):
    """An entity in the hierarchy and, where budgets are asked for, one of its budgets in the units of its limit."""

    entity_id: str
    entity_type_id: str
    display_name: str | None = None
    parent_id: str | None = None
    scope_entity_ids: tuple[str, ...] = ()
    feature_id: str | None = None
    currency_id: str | None = None
    usage_limit: Amount | None = None
    cadence: str | None = None
    current_usage: Amount | None = None
    usage_period_start: Instant | None = None
    usage_period_end: Instant | None = None
    utilization: Amount | None = None
    created_at: Instant

    @property
    def name(self) -> tuple[str, ...]:
        """Return what tells the node from all others of the tree."""
        return (self.entity_id, self.feature_id or "", self.currency_id or "", *self.scope_entity_ids)


class Place(NamedTuple):
    """Where a node stands in an order: what has no value stands lowest; then by name."""

    has_value: bool
    value: Any
    name: tuple[str, ...]


def nodes_of(
    entities: Iterable[GovernedEntity],
    budgets: Iterable[Budget],
    filters: TreeFilters,
    *,
    transformations: Mapping[Target, UnitTransformation],
    now: datetime,
) -> list[TreeNode]:
    """Return the nodes that fit the filters: the budgets of the targets, or all entities where none is asked for."""
    by_id = {each.id: each for each in entities}
    shown = {each.id for each in by_id.values() if filters.holds_entity(each)}
    if filters.targets:
        asked = [each for each in budgets if each.key.target in filters.targets and each.key.entity_id in shown]
        nodes = [_node(each, by_id, transformations.get(each.key.target), now) for each in asked]
    else:
        nodes = [_bare(by_id[each], by_id) for each in by_id if each in shown]
    least = filters.min_utilization
    return [
        node
        for node in nodes
        if filters.scope.holds(node.scope_entity_ids)
        and (least is None or (node.utilization is not None and node.utilization >= least))
    ]


def page_of(
    nodes: Iterable[TreeNode], filters: TreeFilters, *, limit: int, after: str | None, seal: Seal
) -> Page[TreeNode]:
    """Return the nodes that follow a cursor, in the order asked for; raises `BadUserInput` for a broken cursor."""
    is_down = filters.order is Order.DESCENDING
    placed = sorted(((place_of(node, filters.sort_by), node) for node in nodes), key=lambda each: each[0])
    if is_down:
        placed.reverse()
    start = _read(seal.position(after, field="after"), filters.sort_by) if after is not None else None
    if start is not None:
        placed = [each for each in placed if (each[0] < start if is_down else each[0] > start)]
    shown = placed[:limit]
    onward = seal.at(_written(shown[-1][0])) if len(placed) > limit else None
    return Page(rows=tuple(node for _, node in shown), next=onward)


def place_of(node: TreeNode, sort_by: SortKey) -> Place:
    """Return where a node stands in an order."""
    match sort_by:
        case SortKey.UTILIZATION:
            value: Any = node.utilization
        case SortKey.CURRENT_USAGE:
            value = node.current_usage
        case SortKey.USAGE_LIMIT:
            value = node.usage_limit
        case SortKey.SCOPE_SIZE:
            value = Decimal(len(node.scope_entity_ids))
        case SortKey.ID:
            value = node.entity_id
        case SortKey.CREATED_AT:
            value = wire_instant(node.created_at)
    return Place(value is not None, value if value is not None else NOTHING, node.name)


def _node(
    budget: Budget,
    entities: Mapping[str, GovernedEntity],
    transformation: UnitTransformation | None,
    now: datetime,
) -> TreeNode:
    assignment, period = budget.assignment, budget.period_at(now)
    used = in_sold_units(budget.used_at(now), transformation)
    return _bare(entities[assignment.entity_id], entities).but(
        scope_entity_ids=assignment.scope_entity_ids,
        feature_id=assignment.feature_id,
        currency_id=assignment.currency_id,
        usage_limit=assignment.usage_limit,
        cadence=assignment.cadence,
        current_usage=used,
        usage_period_start=period.start,
        usage_period_end=period.end,
        utilization=_utilization(used, assignment.usage_limit),
        created_at=assignment.created_at,
    )


def _bare(entity: GovernedEntity, entities: Mapping[str, GovernedEntity]) -> TreeNode:
    parent = entities.get(entity.parent_id) if entity.parent_id is not None else None
    return TreeNode(
        entity_id=entity.id,
        entity_type_id=entity.entity_type_id,
        display_name=entity.display_name,
        # An archived parent is in no tree: who stood below it stands at the top.
        parent_id=parent.id if parent is not None and not parent.is_archived else None,
        created_at=entity.created_at,
    )


def _utilization(used: Decimal, limit: Decimal | None) -> Decimal | None:
    if limit is None:
        return None
    return used / limit if limit else _WHOLE


def _written(place: Place) -> list[Any]:
    return [place.has_value, str(place.value), *place.name]


def _read(position: Any, sort_by: SortKey) -> Place:
    try:
        has_value, value, *name = position
        text = sort_by in {SortKey.ID, SortKey.CREATED_AT} and has_value is True
        if not all(isinstance(each, str) for each in (value, *name)):
            raise ValueError
        return Place(has_value is True, value if text else Decimal(value), tuple(name))
    except (TypeError, ValueError, ArithmeticError) as broken:
        raise BadUserInput("after is not a cursor of this tree; start without it", field="after") from broken
