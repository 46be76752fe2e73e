"""Chains: from an entity that a dimension names up to its root, the budgets that usage counts in. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tollgate.governance.assignment import AssignmentKey, Target
from tollgate.governance.budget import Budget
from tollgate.governance.entity import GovernedEntity
from tollgate.governance.rules import Named

EntityKey = tuple[str, str]
"""A customer and one of its entities."""


class Attribution(NamedTuple):
    """Whose usage of what is attributed, and the entities that its dimensions name."""

    customer_id: str
    target: Target
    named: tuple[Named, ...]


class Holder(NamedTuple):
    """An entity, what its budgets are of, and the others that may be in their scopes."""

    customer_id: str
    target: Target
    entity_id: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Governed:
    """The entities and budgets that were read."""

    entities: Mapping[EntityKey, GovernedEntity] = field(default_factory=dict)
    budgets: Mapping[AssignmentKey, Budget] = field(default_factory=dict)

    def __or__(self, more: "Governed") -> "Governed":
        return Governed({**self.entities, **more.entities}, {**self.budgets, **more.budgets})


@dataclass(frozen=True)
class Chain:
    """The budgets of a named entity and of those above it, from the leaf to the root; the node-wide one comes first."""

    entity_id: str
    budgets: tuple[Budget, ...]


def resolved(asked: Attribution, governed: Governed) -> list[GovernedEntity]:
    """Return the named entities that exist, are of a type that is meant, and are not archived."""
    found = ((named, governed.entities.get((asked.customer_id, named.entity_id))) for named in asked.named)
    return [
        entity
        for named, entity in found
        if entity is not None and not entity.is_archived and entity.entity_type_id in named.type_ids
    ]


def holders_named(asked: Attribution) -> list[Holder]:
    """Return the named entities as holders of budgets, whether they exist or not."""
    ids = [named.entity_id for named in asked.named]
    return [_holder(asked, entity_id, ids) for entity_id in ids]


def holders_above(asked: Attribution, governed: Governed) -> list[Holder]:
    """Return those above the named entities as holders of budgets, whether they are archived or not."""
    entities = resolved(asked, governed)
    ids = [each.id for each in entities]
    above = dict.fromkeys(ancestor for each in entities for ancestor in each.path)
    return [_holder(asked, ancestor, ids) for ancestor in above if ancestor not in ids]


def chains_of(asked: Attribution, governed: Governed) -> tuple[Chain, ...]:
    """Return a chain for each named entity that any budget is met on; who is above an archived entity is not met."""
    entities = resolved(asked, governed)
    ids = frozenset(each.id for each in entities)
    met: dict[str, list[Budget]] = {}
    for budget in governed.budgets.values():
        key = budget.key
        if (key.customer_id, key.target) == (asked.customer_id, asked.target) and ids.issuperset(key.scope):
            met.setdefault(key.entity_id, []).append(budget)
    chains = (
        Chain(each.id, tuple(budget for holder in _lineage(each, governed) for budget in _sorted(met.get(holder, ()))))
        for each in entities
    )
    return tuple(chain for chain in chains if chain.budgets)


def budgets_of(chains: Iterable[Chain]) -> tuple[Budget, ...]:
    """Return the budgets of chains, each once: usage counts once where chains meet."""
    return tuple({budget.key: budget for chain in chains for budget in chain.budgets}.values())


def _lineage(entity: GovernedEntity, governed: Governed) -> list[str]:
    lineage = [entity.id]
    for ancestor_id in entity.path:
        ancestor = governed.entities.get((entity.customer_id, ancestor_id))
        if ancestor is None or ancestor.is_archived:
            break
        lineage.append(ancestor_id)
    return lineage


def _sorted(budgets: Iterable[Budget]) -> list[Budget]:
    return sorted(budgets, key=lambda each: (len(each.key.scope), each.key.scope))


def _holder(asked: Attribution, entity_id: str, ids: Iterable[str]) -> Holder:
    return Holder(asked.customer_id, asked.target, entity_id, tuple(each for each in ids if each != entity_id))
