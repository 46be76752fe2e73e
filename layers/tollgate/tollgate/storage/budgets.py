"""Budgets as reports and checks meet them, in table `live`: read in one round trip, counted in others' transactions."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import chain, combinations

from tollgate.governance.assignment import Assignment, AssignmentKey
from tollgate.governance.budget import NOTHING, Budget, BudgetChange
from tollgate.governance.chains import EntityKey, Governed, Holder
from tollgate.governance.entity import GovernedEntity
from tollgate.governance.errors import GovernanceUnavailable
from tollgate.shared.entity import wire_instant
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope
from tollgate.storage import governance_keys
from tollgate.storage.keys import Key
from tollgate.storage.lean import Item, entity_of, key_of, number, query_items, read_items, text
from tollgate.storage.lean_client import TableError
from tollgate.storage.lean_transaction import LeanTransaction, RawCondition, RawValue, wire_number, wire_text
from tollgate.storage.models import LiveDocument
from tollgate.storage.session import Session

_MOST_OTHERS = 3
"""Of so many others all eight sets are read by their keys; of more the holder's budgets are queried."""


class DynamoBudgetReader:
    """Satisfies `governance.ports.BudgetReader`."""

    def read(self, scope: Scope, entities: Collection[EntityKey], holders: Collection[Holder]) -> Governed:
        """Return these entities, and the budgets of the holders whose scopes are among their others."""
        try:
            return _governed(_items(scope, entities, holders))
        except TableError as broken:
            raise GovernanceUnavailable.of() from broken


def count_in_budgets(transaction: LeanTransaction, scope: Scope, changes: Iterable[BudgetChange]) -> None:
    """Add the amounts, each provided that its assignment and its window are still those that were seen."""
    for change in changes:
        adds, sets, condition = _update(change)
        key = governance_keys.assignment(scope, change.key)
        transaction.add_to(LiveDocument, key, adds=adds, sets=sets, condition=condition)


class DynamoBudgetCounter:
    """Satisfies `governance.ports.BudgetCounter`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def count(self, scope: Scope, changes: Iterable[BudgetChange]) -> None:
        """Stage the amounts, each provided that its assignment and its window are still those that were seen."""
        for change in changes:
            adds, sets, condition = _update(change)
            key = governance_keys.assignment(scope, change.key)
            self._session.update(LiveDocument, key, adds=adds, sets=sets, condition=condition)


def _update(change: BudgetChange) -> tuple[dict[str, RawValue], dict[str, RawValue], RawCondition]:
    sets = {"at": wire_text(wire_instant(change.at))}
    names: tuple[str, ...] = ("v", "from")
    values = {"version": wire_number(change.version)}
    words = "#v = :version AND attribute_not_exists(#from)"
    if change.seen is not None:
        words, names = "#v = :version AND #from = :seenFrom AND #until = :seenUntil", ("v", "from", "until")
        values |= {
            "seenFrom": wire_text(wire_instant(change.seen.start)),
            "seenUntil": wire_text(wire_instant(change.seen.end)),
        }
    condition = RawCondition(words, names, values)
    if not change.begins_window:
        return {"total": wire_number(change.amount)}, sets, condition
    window = {
        "from": wire_text(wire_instant(change.period.start)),
        "until": wire_text(wire_instant(change.period.end)),
        "total": wire_number(change.amount),
    }
    return {}, sets | window, condition


def _items(scope: Scope, entities: Collection[EntityKey], holders: Collection[Holder]) -> Iterator[Item]:
    few = [each for each in holders if len(each.others) <= _MOST_OTHERS]
    places = {governance_keys.entity(scope, *each) for each in entities}
    places |= {governance_keys.assignment(scope, key) for each in few for key in _keys(each)}
    yield from read_items("live", sorted(places))
    met: set[Key] = set()
    for holder in holders:
        first = governance_keys.assignments(holder.target, holder.entity_id)
        place = Key(governance_keys.governance(scope, holder.customer_id), first)
        if len(holder.others) > _MOST_OTHERS and place not in met:
            met.add(place)
            yield from query_items("live", place.pk, (first, f"{first}~"))


def _keys(holder: Holder) -> Iterator[AssignmentKey]:
    sizes = range(len(holder.others) + 1)
    for scope in chain.from_iterable(combinations(sorted(holder.others), size) for size in sizes):
        yield AssignmentKey(holder.customer_id, holder.target, holder.entity_id, scope)


def _governed(items: Iterable[Item]) -> Governed:
    entities: dict[EntityKey, GovernedEntity] = {}
    budgets: dict[AssignmentKey, Budget] = {}
    for item in items:
        if key_of(item).sk.startswith(governance_keys.ENTITIES):
            entity = entity_of(GovernedEntity, item)
            entities[entity.customer_id, entity.id] = entity
        else:
            budget = _budget_of(item)
            budgets[budget.key] = budget
    return Governed(entities, budgets)


def _budget_of(item: Item) -> Budget:
    start, end, at = (text(item, name) for name in ("from", "until", "at"))
    return Budget(
        assignment=entity_of(Assignment, item),
        version=int(item["v"]["N"]),
        period=Period.model_validate({"start": start, "end": end}) if start is not None else None,
        used=number(item, "total") or NOTHING,
        counted_at=datetime.fromisoformat(at) if at is not None else None,
    )
