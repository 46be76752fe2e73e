"""Give entities of a customer budgets, and places in its hierarchy."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tollgate.catalog.errors import CustomCurrencyNotFound, FeatureNotFound
from tollgate.catalog.meter import AggregationFunction
from tollgate.governance.assignment import Assignment, Target
from tollgate.governance.entity import GovernedEntity
from tollgate.governance.errors import GovernedEntityNotFound, UsageDoesNotAddUp
from tollgate.governance.governing import Governing, check_count, check_unlike
from tollgate.governance.hierarchy import Move, moved
from tollgate.governance.new_assignment import NewAssignment
from tollgate.shared.entity import Value
from tollgate.shared.errors import EntityIsArchived, InvalidInput
from tollgate.shared.scope import Scope

_ADDING_UP = frozenset((AggregationFunction.COUNT, AggregationFunction.SUM))


class PlacedAssignment(Value):
    """An assignment, and who stands above its entity."""

    assignment: Assignment
    parent_id: str | None


def upsert_assignments(
    scope: Scope, customer_id: str, entries: Sequence[NewAssignment], *, governing: Governing
) -> list[PlacedAssignment]:
    """Return the assignments as they are then, in the order of the request; all of them change, or none.

    What is left out stays. Another limit leaves the usage alone, another cadence begins a new window. Raises
    `GovernanceNotEnabled`, `CustomerNotFound`, `GovernedEntityNotFound`, `EntityIsArchived`, `FeatureNotFound`,
    `CustomCurrencyNotFound`, `UsageDoesNotAddUp`, `EntityHasChildren`, and `InvalidInput` naming the field.
    """
    now = governing.present_of(scope, customer_id)
    check_count(entries, "assignments")
    checked = [each.checked(f"assignments[{index}]") for index, each in enumerate(entries)]
    check_unlike([each.key(customer_id) for each in checked], "assignments")
    _check_targets(scope, checked, governing)
    entities = _placed(scope, customer_id, checked, governing, now)
    assignments = _written(scope, customer_id, checked, governing, now)
    return [PlacedAssignment(assignment=each, parent_id=entities[each.entity_id].parent_id) for each in assignments]


def _check_targets(scope: Scope, entries: Sequence[NewAssignment], governing: Governing) -> None:
    checked: set[Target] = set()
    for index, each in enumerate(entries):
        if each.target in checked:
            continue
        checked.add(each.target)
        field = f"assignments[{index}]." + ("featureId" if each.feature_id is not None else "currencyId")
        if each.currency_id is not None:
            if governing.currencies.find(scope, each.currency_id) is None:
                raise CustomCurrencyNotFound.of(each.currency_id, field=field)
            continue
        feature = governing.features.find(scope, each.target.id)
        if feature is None:
            raise FeatureNotFound.of(each.target.id, field=field)
        if feature.meter is not None and feature.meter.aggregation.function not in _ADDING_UP:
            raise UsageDoesNotAddUp.of(feature.id, field=field)


def _placed(
    scope: Scope, customer_id: str, entries: Sequence[NewAssignment], governing: Governing, now: datetime
) -> Mapping[str, GovernedEntity]:
    """Stage the entities that move, and return all that are named as they are then."""
    named = _named_in(entries)
    entities = governing.entities.find_many(scope, customer_id, named)
    for entity_id, field in named.items():
        if entity_id not in entities:
            raise GovernedEntityNotFound.of(entity_id, field=field)
        if entities[entity_id].is_archived:
            raise EntityIsArchived.of("entity", entity_id, field=field)
    above = {ancestor for each in entities.values() for ancestor in each.path} - entities.keys()
    entities |= governing.entities.find_many(scope, customer_id, sorted(above))
    changed = moved(entities, _moves_in(entries))
    for entity in changed.values():
        governing.entities.save(scope, entity.but(updated_at=now))
    return {**entities, **changed}


def _named_in(entries: Sequence[NewAssignment]) -> dict[str, str]:
    """Return the entities that are named, with the field where each is met first."""
    named: dict[str, str] = {}
    for index, each in enumerate(entries):
        path = f"assignments[{index}]"
        named.setdefault(each.entity_id, f"{path}.entityId")
        if each.parent_id is not None:
            named.setdefault(each.parent_id, f"{path}.parentId")
        for entity_id in each.scope_entity_ids:
            named.setdefault(entity_id, f"{path}.scopeEntityIds")
    return named


def _moves_in(entries: Sequence[NewAssignment]) -> dict[str, Move]:
    moves: dict[str, Move] = {}
    for index, each in enumerate(entries):
        move = each.move(f"assignments[{index}]")
        if move is None:
            continue
        if moves.setdefault(move.entity_id, move).parent_id != move.parent_id:
            raise InvalidInput(f"{move.entity_id} has one parent; {move.field} names another", field=move.field)
    return moves


def _written(
    scope: Scope, customer_id: str, entries: Sequence[NewAssignment], governing: Governing, now: datetime
) -> list[Assignment]:
    former = governing.assignments.find_many(scope, [each.key(customer_id) for each in entries])
    written = []
    for index, each in enumerate(entries):
        budget = former.get(each.key(customer_id))
        if budget is None:
            new_id = governing.ids.uuid()
            assignment = each.created(customer_id, f"assignments[{index}]", assignment_id=new_id, now=now)
            governing.assignments.add(scope, assignment)
        else:
            assignment = each.changed(budget.assignment, now=now)
            if assignment != budget.assignment:
                begins_anew = assignment.counts_from != budget.assignment.counts_from
                governing.assignments.change(scope, budget, assignment, begins_anew=begins_anew)
        written.append(assignment)
    return written
