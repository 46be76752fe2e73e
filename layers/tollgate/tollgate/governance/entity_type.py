"""An entity type: a kind of whom usage is attributed to, such as teams or models, and the dimensions that name them."""

from tollgate.shared.entity import Entity, Instant, Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.ids import require_id

MOST_TYPES = 100
MOST_ATTRIBUTION_KEYS = 2
_LONGEST_KEY = 255


class EntityType(Value):
    """A kind of entity. A dimension whose key is among `attribution_keys` names an entity of this type."""

    id: str
    display_name: str
    description: str | None = None
    attribution_keys: tuple[str, ...] = ()
    created_at: Instant
    updated_at: Instant


class EntityTypes(Entity):
    """The entity types of an environment, together: all that a report has to know of them is one small document."""

    types: tuple[EntityType, ...] = ()

    def find(self, entity_type_id: str) -> EntityType | None:
        """Return the type of this id, None where there is none."""
        return next((each for each in self.types if each.id == entity_type_id), None)

    def with_type(self, changed: EntityType) -> "EntityTypes":
        """Return the types with one more, or with this one in the place of that of its id."""
        kept = tuple(changed if each.id == changed.id else each for each in self.types)
        return self.but(types=kept if self.find(changed.id) is not None else (*kept, changed))


class NewEntityType(Value):
    """What an entity type is to be; `changes_description` tells whether it is to have this description."""

    id: str
    display_name: str
    attribution_keys: tuple[str, ...]
    description: str | None = None
    changes_description: bool = False

    def checked(self, path: str) -> "NewEntityType":
        """Return the type; raises `InvalidInput` naming the field, whose path begins with `path`."""
        require_id(self.id, field=f"{path}.id")
        field = f"{path}.attributionKeys"
        if len(self.attribution_keys) > MOST_ATTRIBUTION_KEYS:
            raise InvalidInput(f"attributionKeys holds at most {MOST_ATTRIBUTION_KEYS} keys", field=field)
        if not all(0 < len(key) <= _LONGEST_KEY for key in self.attribution_keys):
            raise InvalidInput(f"attributionKeys have 1-{_LONGEST_KEY} characters", field=field)
        return self.but(attribution_keys=tuple(dict.fromkeys(self.attribution_keys)))
