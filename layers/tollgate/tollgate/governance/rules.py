"""How an environment attributes usage: whether governance is on, and which dimensions name entities. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from tollgate.governance.entity_type import EntityTypes
from tollgate.shared.entity import Entity
from tollgate.shared.ids import is_id


class GovernanceSettings(Entity):
    """Whether governance is on in an environment."""

    is_enabled: bool = True


class Named(NamedTuple):
    """An entity that a dimension names; it is one of these types, or it is not meant."""

    entity_id: str
    type_ids: tuple[str, ...]


@dataclass(frozen=True)
class GovernanceRules:
    """What says which entities usage is attributed to."""

    is_enabled: bool
    types: EntityTypes

    @cached_property
    def _types_of_key(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for each in self.types.types:
            for key in each.attribution_keys:
                found[key] = (*found.get(key, ()), each.id)
        return found

    @property
    def name_anybody(self) -> bool:
        """Tell whether there is a dimension that names entities."""
        return self.is_enabled and bool(self._types_of_key)

    def named_by(self, dimensions: Mapping[str, Any]) -> tuple[Named, ...]:
        """Return the entities that dimensions name, each once, in the order of their ids; none where it is off."""
        found: dict[str, tuple[str, ...]] = {}
        if self.is_enabled:
            for key in self._types_of_key.keys() & dimensions.keys():
                entity_id = _id_of(dimensions[key])
                if entity_id is not None:
                    found[entity_id] = (*found.get(entity_id, ()), *self._types_of_key[key])
        return tuple(Named(entity_id, tuple(sorted(set(types)))) for entity_id, types in sorted(found.items()))


def _id_of(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return text if is_id(text) else None
