"""The hierarchy of a customer's entities: who stands above whom, and what moving some of them changes. Pure."""

from collections.abc import Mapping
from typing import NamedTuple

from tollgate.governance.entity import MOST_LEVELS, GovernedEntity
from tollgate.governance.errors import EntityHasChildren
from tollgate.shared.errors import InvalidInput


class Move(NamedTuple):
    """An entity and who is to stand above it, None for nobody; `field` is where it was asked for."""

    entity_id: str
    parent_id: str | None
    field: str


def moved(entities: Mapping[str, GovernedEntity], moves: Mapping[str, Move]) -> dict[str, GovernedEntity]:
    """Return the entities that change, by their ids; `entities` are those that move, and all that stand above them.

    An entity has one parent. Whoever has children stays where it is. Raises `EntityHasChildren`, and `InvalidInput`
    for a circle, or for more levels than there may be.
    """
    parents = {entity.id: entity.parent_id for entity in entities.values()}
    real = [move for move in moves.values() if parents[move.entity_id] != move.parent_id]
    for move in real:
        if entities[move.entity_id].children:
            raise EntityHasChildren.of(move.entity_id, field=move.field)
    parents |= {move.entity_id: move.parent_id for move in real}
    changed = dict(entities)
    for move in real:
        path = _path(move, parents)
        changed[move.entity_id] = changed[move.entity_id].but(path=path)
        for parent_id, one in ((entities[move.entity_id].parent_id, -1), (move.parent_id, 1)):
            if parent_id is not None:
                parent = changed[parent_id]
                changed[parent_id] = parent.but(children=parent.children + one)
    return {name: entity for name, entity in changed.items() if entity != entities[name]}


def _path(move: Move, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    path: list[str] = []
    above = move.parent_id
    while above is not None:
        if above == move.entity_id or above in path:
            raise InvalidInput(f"{move.entity_id} would stand above itself; choose another parent", field=move.field)
        path.append(above)
        above = parents[above]
    if len(path) >= MOST_LEVELS:
        raise InvalidInput(f"A hierarchy has at most {MOST_LEVELS} levels; choose a parent higher up", field=move.field)
    return tuple(path)
