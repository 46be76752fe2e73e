"""What governance needs from storage. Writes are staged: they happen with the operation's transaction."""

from collections.abc import Collection, Iterable
from typing import Protocol

from tollgate.governance.assignment import Assignment, AssignmentKey
from tollgate.governance.budget import Budget, BudgetChange
from tollgate.governance.chains import EntityKey, Governed, Holder
from tollgate.governance.entity import GovernedEntity
from tollgate.governance.entity_type import EntityType, EntityTypes
from tollgate.governance.filters import AssignmentFilters, EntityFilters
from tollgate.governance.rules import GovernanceRules, GovernanceSettings
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope


class KnownGovernance(Protocol):
    """How environments attribute usage, as this process knows it: it may be up to 60 seconds old."""

    def rules(self, scope: Scope) -> GovernanceRules:
        """Return the rules; raises `GovernanceUnavailable` where they cannot be read."""
        ...

    def forget(self, scope: Scope) -> None:
        """Read the rules anew from now on: this process is about to change them."""
        ...


class BudgetReader(Protocol):
    """Reads entities and budgets as they are committed, strongly consistently, in one round trip per hundred."""

    def read(self, scope: Scope, entities: Collection[EntityKey], holders: Collection[Holder]) -> Governed:
        """Return these entities, and the budgets of the holders whose scopes are among their others.

        Budgets of other scopes may be among them. Raises `GovernanceUnavailable`.
        """
        ...


class BudgetCounter(Protocol):
    """Counts in budgets with what else the operation writes."""

    def count(self, scope: Scope, changes: Iterable[BudgetChange]) -> None:
        """Stage the amounts: whoever loses a race to another, or to a changed assignment, runs again."""
        ...


class GovernanceSettingsRepository(Protocol):
    """Where governance is switched on and off."""

    def find(self, scope: Scope) -> GovernanceSettings:
        """Return the settings of the environment as they are now."""
        ...

    def save(self, scope: Scope, settings: GovernanceSettings) -> None:
        """Stage the changed settings."""
        ...


class EntityTypeRepository(Protocol):
    """The entity types of an environment."""

    def find(self, scope: Scope) -> EntityTypes:
        """Return all of them."""
        ...

    def save(self, scope: Scope, types: EntityTypes) -> None:
        """Stage them; of two writers who read the same, one runs again."""
        ...

    def page(self, scope: Scope, request: PageRequest) -> Page[EntityType]:
        """Return a page of them, newest first."""
        ...


class GovernedEntityRepository(Protocol):
    """The entities of customers."""

    def find_many(self, scope: Scope, customer_id: str, entity_ids: Iterable[str]) -> dict[str, GovernedEntity]:
        """Return those there are, archived ones too, by their ids."""
        ...

    def all(self, scope: Scope, customer_id: str) -> list[GovernedEntity]:
        """Return every entity of the customer, archived ones too."""
        ...

    def page(
        self, scope: Scope, customer_id: str, filters: EntityFilters, request: PageRequest
    ) -> Page[GovernedEntity]:
        """Return a page of those that fit the filters, newest first."""
        ...

    def save(self, scope: Scope, entity: GovernedEntity) -> None:
        """Stage a new or changed entity; of two writers who read the same, one runs again."""
        ...


class AssignmentRepository(Protocol):
    """The assignments of customers, with their counters."""

    def find_many(self, scope: Scope, wanted: Iterable[AssignmentKey]) -> dict[AssignmentKey, Budget]:
        """Return those there are."""
        ...

    def all(self, scope: Scope, customer_id: str) -> list[Budget]:
        """Return every assignment of the customer."""
        ...

    def page(
        self, scope: Scope, customer_id: str, filters: AssignmentFilters, request: PageRequest
    ) -> Page[Assignment]:
        """Return a page of those that fit the filters, newest first."""
        ...

    def add(self, scope: Scope, assignment: Assignment) -> None:
        """Stage a new assignment, of which nothing is used."""
        ...

    def change(self, scope: Scope, former: Budget, assignment: Assignment, *, begins_anew: bool) -> None:
        """Stage the changed assignment and leave its counter alone, or let that `begin anew`."""
        ...


class Currencies(Protocol):
    """The custom currencies, as far as an assignment asks for them."""

    def find(self, scope: Scope, currency_id: str) -> object | None:
        """Return the currency, None where there is none of this id."""
        ...
