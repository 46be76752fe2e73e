"""Entity types, entities and assignments on the wire."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field

from tollgate.api.wire import Description, ListQuery, Metadata, Number, Text, sent
from tollgate.governance.assignment import Target
from tollgate.governance.entity import GovernedEntity
from tollgate.governance.entity_type import EntityType, NewEntityType
from tollgate.governance.filters import AssignmentFilters, EntityFilters
from tollgate.governance.new_assignment import NewAssignment
from tollgate.governance.upsert_assignments import PlacedAssignment
from tollgate.governance.upsert_entities import NewEntity
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.errors import BadUserInput, UnsupportedParameter

_HUNDRED = Field(min_length=1, max_length=100)


class EntityTypeBody(Value):
    """An entity type; a description that is left out stays, an empty one or null clears it."""

    id: str
    display_name: Text
    attribution_keys: list[str]
    description: Description | None = None

    def to_type(self) -> NewEntityType:
        """Return the domain's entity type."""
        changes = "description" in self.model_fields_set
        return NewEntityType(
            **{**dict(self), "attribution_keys": tuple(self.attribution_keys)}, changes_description=changes
        )


class UpsertEntityTypesBody(Value):
    """Entity types to define or change."""

    types: Annotated[list[EntityTypeBody], _HUNDRED]


class EntityTypeView(Value):
    """An entity type as the contract shows it."""

    id: str
    display_name: str
    description: str | None
    attribution_keys: tuple[str, ...]
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, entity_type: EntityType) -> Self:
        """Return the view of an entity type."""
        return cls(**dict(entity_type))


class EntityBody(Value):
    """An entity; what is left out stays, an empty text clears a name or a key of the metadata."""

    id: str
    entity_type_id: str | None = None
    display_name: Description | None = None
    metadata: Metadata | None = None
    parent_id: Any = None

    def to_entity(self, path: str) -> NewEntity:
        """Return the domain's entity; raises `UnsupportedParameter` for a parent: assignments place entities."""
        if "parent_id" in self.model_fields_set:
            raise UnsupportedParameter(f"{path}.parentId belongs to assignments", field=f"{path}.parentId")
        return NewEntity(
            id=self.id,
            entity_type_id=self.entity_type_id,
            display_name=self.display_name,
            changes_name="display_name" in self.model_fields_set,
            metadata=self.metadata or {},
        )


class UpsertEntitiesBody(Value):
    """Entities to name or change."""

    entities: Annotated[list[EntityBody], _HUNDRED]

    def to_entities(self) -> list[NewEntity]:
        """Return the domain's entities."""
        return [each.to_entity(f"entities[{index}]") for index, each in enumerate(self.entities)]


class EntityIdsBody(Value):
    """Entities to archive, or to take out of the archive."""

    ids: Annotated[list[str], _HUNDRED]


class EntityIdsView(Value):
    """The entities that were acted on."""

    ids: list[str]


class EntityView(Value):
    """An entity as the contract shows it."""

    id: str
    entity_type_id: str
    display_name: str | None
    metadata: dict[str, str]
    archived_at: Instant | None
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, entity: GovernedEntity) -> Self:
        """Return the view of an entity."""
        return cls(**{name: getattr(entity, name) for name in cls.model_fields})


class EntityListQuery(ListQuery):
    """Which entities are listed."""

    entity_type_id: str | None = None
    include_archived: Literal["true", "false"] = "false"

    def to_filters(self) -> EntityFilters:
        """Return the domain's filters."""
        return EntityFilters(entity_type_id=self.entity_type_id, include_archived=self.include_archived == "true")


class AssignmentBody(Value):
    """An assignment; what is left out stays. A parent of null detaches, a limit of null means none."""

    entity_id: str
    feature_id: str | None = None
    currency_id: str | None = None
    scope_entity_ids: list[str] = Field(default_factory=list)
    parent_id: str | None = None
    usage_limit: Number | None = None
    cadence: str = Field(default="")

    def to_assignment(self) -> NewAssignment:
        """Return the domain's assignment."""
        fields: dict[str, Any] = sent(self)
        scope = tuple(fields.pop("scope_entity_ids", ()))
        return NewAssignment(**fields, scope_entity_ids=scope, sent=frozenset(fields))


class UpsertAssignmentsBody(Value):
    """Assignments to create or change."""

    assignments: Annotated[list[AssignmentBody], _HUNDRED]

    def to_assignments(self) -> list[NewAssignment]:
        """Return the domain's assignments."""
        return [each.to_assignment() for each in self.assignments]


class AssignmentView(Value):
    """An assignment as the contract shows it."""

    id: str
    entity_id: str
    feature_id: str | None
    currency_id: str | None
    scope_entity_ids: tuple[str, ...]
    parent_id: str | None
    usage_limit: Amount | None
    cadence: str
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, placed: PlacedAssignment) -> Self:
        """Return the view of an assignment."""
        same = {name: getattr(placed.assignment, name) for name in cls.model_fields if name != "parent_id"}
        return cls(**same, parent_id=placed.parent_id)


class AssignmentListQuery(ListQuery):
    """Which assignments are listed."""

    entity_id: str | None = None
    feature_id: str | None = None
    currency_id: str | None = None

    def to_filters(self) -> AssignmentFilters:
        """Return the domain's filters; raises `BadUserInput` for a feature and a currency at once."""
        if self.feature_id is not None and self.currency_id is not None:
            raise BadUserInput("Send either featureId or currencyId, not both", field="currencyId")
        target = Target.feature(self.feature_id) if self.feature_id is not None else None
        target = Target.currency(self.currency_id) if self.currency_id is not None else target
        return AssignmentFilters(entity_id=self.entity_id, target=target)
