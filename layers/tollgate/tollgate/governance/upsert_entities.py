"""Name entities of a customer, or change what is told of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tollgate.governance.entity import GovernedEntity
from tollgate.governance.errors import EntityTypeNotFound
from tollgate.governance.governing import Governing, check_count, check_unlike
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.ids import require_id
from tollgate.shared.metadata import checked_metadata
from tollgate.shared.scope import Scope


class NewEntity(Value):
    """What an entity is to be; `changes_name` tells whether it is to have this display name."""

    id: str
    entity_type_id: str | None = None
    display_name: str | None = None
    changes_name: bool = False
    metadata: dict[str, str] = {}


def upsert_entities(
    scope: Scope, customer_id: str, entries: Sequence[NewEntity], *, governing: Governing
) -> list[GovernedEntity]:
    """Return the entities as they are then, in the order of the request; all of them change, or none.

    What is left out stays; an empty text takes a name, or a key of the metadata, away. Raises `GovernanceNotEnabled`,
    `CustomerNotFound`, `EntityTypeNotFound`, and `InvalidInput` naming the field.
    """
    now = governing.present_of(scope, customer_id)
    check_count(entries, "entities")
    ids = [require_id(each.id, field=f"entities[{index}].id") for index, each in enumerate(entries)]
    check_unlike(ids, "entities")
    types = frozenset(each.id for each in governing.types.find(scope).types)
    former = governing.entities.find_many(scope, customer_id, ids)
    changed = [
        _changed(customer_id, each, former.get(each.id), types, path=f"entities[{index}]", now=now)
        for index, each in enumerate(entries)
    ]
    for each in changed:
        if each != former.get(each.id):
            governing.entities.save(scope, each)
    return changed


def _changed(
    customer_id: str,
    new: NewEntity,
    former: GovernedEntity | None,
    types: frozenset[str],
    *,
    path: str,
    now: datetime,
) -> GovernedEntity:
    field = f"{path}.entityTypeId"
    if former is None and new.entity_type_id is None:
        raise InvalidInput(f"{field} is required of a new entity", field=field)
    if former is not None and new.entity_type_id not in {None, former.entity_type_id}:
        raise InvalidInput(f"{new.id} is of the type {former.entity_type_id}, which never changes", field=field)
    if former is None:
        entity_type_id = str(new.entity_type_id)
        if entity_type_id not in types:
            raise EntityTypeNotFound.of(entity_type_id, field=field)
        former = GovernedEntity(
            id=new.id, customer_id=customer_id, entity_type_id=entity_type_id, created_at=now, updated_at=now
        )
    metadata = _patched(former.metadata, new.metadata)
    changed = former.but(metadata=checked_metadata(metadata, path=f"{path}.metadata"))
    if new.changes_name:
        changed = changed.but(display_name=new.display_name or None)
    return changed.but(updated_at=now) if changed != former else former


def _patched(former: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in {**former, **changes}.items() if value != ""}
