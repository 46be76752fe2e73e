"""Which entities, assignments and nodes of a tree are asked for."""

from decimal import Decimal
from enum import StrEnum

from tollgate.governance.assignment import Assignment, Target
from tollgate.governance.entity import GovernedEntity
from tollgate.shared.entity import Value


class EntityFilters(Value):
    """Which entities a list shows: archived ones only where they are asked for too."""

    entity_type_id: str | None = None
    include_archived: bool = False

    def holds(self, entity: GovernedEntity) -> bool:
        """Tell whether the entity is shown."""
        is_of_type = self.entity_type_id is None or entity.entity_type_id == self.entity_type_id
        return is_of_type and (self.include_archived or not entity.is_archived)


class AssignmentFilters(Value):
    """Which assignments a list shows."""

    entity_id: str | None = None
    target: Target | None = None

    def holds(self, assignment: Assignment) -> bool:
        """Tell whether the assignment is shown."""
        is_of_entity = self.entity_id is None or assignment.entity_id == self.entity_id
        return is_of_entity and (self.target is None or assignment.target == self.target)


class ScopeFilter(StrEnum):
    """Which budgets a tree shows by their scope: all, those without, those with one."""

    ALL = "all"
    NODE_WIDE = "nodeWide"
    SCOPED = "scoped"

    def holds(self, scope: tuple[str, ...]) -> bool:
        """Tell whether a budget of this scope is shown."""
        return self is ScopeFilter.ALL or bool(scope) is (self is ScopeFilter.SCOPED)


class SortKey(StrEnum):
    """What the nodes of a tree are put in order by."""

    UTILIZATION = "utilization"
    CURRENT_USAGE = "currentUsage"
    USAGE_LIMIT = "usageLimit"
    SCOPE_SIZE = "scopeSize"
    ID = "id"
    CREATED_AT = "createdAt"


class Order(StrEnum):
    """Which way."""

    ASCENDING = "asc"
    DESCENDING = "desc"


class TreeFilters(Value):
    """Which nodes of a customer's tree are shown, and in which order; without targets its structure alone."""

    targets: tuple[Target, ...] = ()
    entity_type_ids: tuple[str, ...] = ()
    entity_id_search: str | None = None
    min_utilization: Decimal | None = None
    scope: ScopeFilter = ScopeFilter.ALL
    sort_by: SortKey = SortKey.UTILIZATION
    order: Order = Order.DESCENDING

    def holds_entity(self, entity: GovernedEntity) -> bool:
        """Tell whether nodes of the entity are shown."""
        if entity.is_archived or (self.entity_type_ids and entity.entity_type_id not in self.entity_type_ids):
            return False
        sought = (self.entity_id_search or "").lower()
        return any(sought in name.lower() for name in (entity.id, entity.display_name or ""))
