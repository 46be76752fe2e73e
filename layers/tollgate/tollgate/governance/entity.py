"""An entity: someone or something of a customer whose usage has budgets, such as a team, an agent or a model."""

from tollgate.shared.entity import Entity, Instant

MOST_LEVELS = 4
"""So many entities stand above one another at most, the lowest included."""


class GovernedEntity(Entity):
    """An entity of a customer; its type never changes.

    `path` leads from its parent to the root of its hierarchy. `children` counts those directly below it, archived ones
    too: while there are any it stays where it is, so that their paths stay true.
    """

    id: str
    customer_id: str
    entity_type_id: str
    display_name: str | None = None
    metadata: dict[str, str] = {}
    path: tuple[str, ...] = ()
    children: int = 0
    created_at: Instant
    updated_at: Instant
    archived_at: Instant | None = None

    @property
    def parent_id(self) -> str | None:
        """Return the entity above this one, None for a root."""
        return self.path[0] if self.path else None

    @property
    def is_archived(self) -> bool:
        """Tell whether the entity takes part in nothing."""
        return self.archived_at is not None
