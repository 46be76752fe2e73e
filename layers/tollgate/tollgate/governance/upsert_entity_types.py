"""Define kinds of entities, or change what they are called and which dimensions name them."""

from collections.abc import Sequence
from datetime import datetime

from tollgate.governance.entity_type import MOST_TYPES, EntityType, EntityTypes, NewEntityType
from tollgate.governance.errors import TooManyEntityTypes
from tollgate.governance.governing import Governing, check_count, check_unlike
from tollgate.shared.scope import Scope


def upsert_entity_types(scope: Scope, entries: Sequence[NewEntityType], *, governing: Governing) -> list[EntityType]:
    """Return the entity types as they are then, in the order of the request; all of them change, or none.

    Raises `GovernanceNotEnabled`, `TooManyEntityTypes`, and `InvalidInput` naming the field.
    """
    governing.check_enabled(scope)
    check_count(entries, "types")
    checked = [each.checked(f"types[{index}]") for index, each in enumerate(entries)]
    check_unlike([each.id for each in checked], "types")
    now = governing.clock.now(scope, None)
    former = types = governing.types.find(scope)
    for each in checked:
        types = _with(types, each, now)
    if len(types.types) > MOST_TYPES:
        raise TooManyEntityTypes.of(MOST_TYPES)
    if types != former:
        governing.types.save(scope, types)
        governing.known.forget(scope)
    named = {each.id: each for each in types.types}
    return [named[each.id] for each in checked]


def _with(types: EntityTypes, new: NewEntityType, now: datetime) -> EntityTypes:
    former = types.find(new.id)
    if former is None:
        description = new.description or None
        values = {"id": new.id, "display_name": new.display_name, "attribution_keys": new.attribution_keys}
        return types.with_type(EntityType(**values, description=description, created_at=now, updated_at=now))
    changed = former.but(display_name=new.display_name, attribution_keys=new.attribution_keys)
    if new.changes_description:
        changed = changed.but(description=new.description or None)
    return types.with_type(changed.but(updated_at=now) if changed != former else former)
