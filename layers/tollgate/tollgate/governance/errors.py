"""What governance refuses."""

from typing import Any

from tollgate.shared.errors import Conflict, InvalidInput, NotAllowed, NotFound, Unavailable


class GovernanceNotEnabled(NotAllowed):
    """Governance is switched off in the environment."""

    code = "GovernanceNotEnabled"

    @classmethod
    def of(cls) -> "GovernanceNotEnabled":
        """Return the refusal."""
        return cls("Governance is switched off in this environment; switch it on with tools.environments")


class GovernanceUnavailable(Unavailable):
    """Budgets could not be read: nothing is granted and nothing is counted without them."""

    @classmethod
    def of(cls) -> "GovernanceUnavailable":
        """Return the refusal, which a retry may cure."""
        return cls("Budgets cannot be read at the moment; send the request again")


class EntityTypeNotFound(NotFound):
    """The environment has no entity type of this id."""

    @classmethod
    def of(cls, entity_type_id: str, **details: Any) -> "EntityTypeNotFound":
        """Return the error for this id; `details` name the field where it stood in a body."""
        return cls(f"There is no entity type with the id {entity_type_id}", refId=entity_type_id, **details)


class GovernedEntityNotFound(NotFound):
    """The customer has no entity of this id."""

    @classmethod
    def of(cls, entity_id: str, **details: Any) -> "GovernedEntityNotFound":
        """Return the error for this id; `details` name the field where it stood in a body."""
        return cls(f"The customer has no entity with the id {entity_id}", refId=entity_id, **details)


class EntityHasChildren(Conflict):
    """Only a leaf of the hierarchy moves: the budgets above it would else not hold what counts below."""

    code = "BadUserInput"

    @classmethod
    def of(cls, entity_id: str, *, field: str) -> "EntityHasChildren":
        """Return the refusal to move an entity that has children."""
        return cls(f"{entity_id} has children in the hierarchy; detach them first", field=field)


class TooManyEntityTypes(InvalidInput):
    """An environment has as many entity types as fit together."""

    @classmethod
    def of(cls, most: int) -> "TooManyEntityTypes":
        """Return the refusal of more."""
        return cls(f"An environment has at most {most} entity types; change some of those there are", field="types")


class UsageDoesNotAddUp(InvalidInput):
    """A budget is of usage that adds up; the highest value of events, or the number of different ones, does not."""

    @classmethod
    def of(cls, feature_id: str, *, field: str) -> "UsageDoesNotAddUp":
        """Return the refusal of a feature whose meter does not add up."""
        return cls(f"The meter of {feature_id} neither counts nor sums, so it has no budgets", field=field)
