"""What customers need from storage. Writes are staged: they happen with the operation's transaction."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from tollgate.customers.access import Access
from tollgate.customers.customer import Customer
from tollgate.customers.filters import CustomerFilters, PromotionFilters
from tollgate.customers.promotion import PromotionalEntitlement, PromotionStatus
from tollgate.customers.resource import CustomerResource
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope


class CustomerRepository(Protocol):
    """The customers of an environment, archived ones included."""

    def find(self, scope: Scope, customer_id: str) -> Customer | None:
        """Return the customer, archived or not, or None where there is none of this id."""
        ...

    def find_many(self, scope: Scope, customer_ids: Iterable[str]) -> dict[str, Customer]:
        """Return the customers there are, archived or not, by id."""
        ...

    def new_among(self, scope: Scope, customer_ids: Sequence[str]) -> list[str]:
        """Return those of the ids that no customer has, archived or not, in their order."""
        ...

    def page(self, scope: Scope, filters: CustomerFilters, request: PageRequest) -> Page[Customer]:
        """Return a page of the customers that are not archived and fit the filters, newest first."""
        ...

    def add(self, scope: Scope, customer: Customer) -> None:
        """Stage a new customer."""
        ...

    def save(self, scope: Scope, customer: Customer) -> None:
        """Stage the changed customer."""
        ...

    def resources(self, scope: Scope, customer_id: str) -> list[CustomerResource]:
        """Return the customer's resources, by id."""
        ...

    def resource_page(self, scope: Scope, customer_id: str, request: PageRequest) -> Page[CustomerResource]:
        """Return a page of the customer's resources, newest first."""
        ...

    def add_resource(self, scope: Scope, resource: CustomerResource) -> None:
        """Stage a new resource of a customer."""
        ...


class AccessRepository(Protocol):
    """The access items of customers and their resources."""

    def find(self, scope: Scope, customer_id: str, resource_id: str | None = None) -> Access | None:
        """Return the access item, or None where there is no such customer or resource."""
        ...

    def find_many(self, scope: Scope, customer_id: str, resource_ids: Iterable[str | None]) -> dict[str | None, Access]:
        """Return the access items there are, by resource; None stands for the customer itself."""
        ...

    def read_ahead(self, scope: Scope, owners: Iterable[tuple[str, str | None]]) -> None:
        """Read at once the access items of these (customer, resource), which are about to be found one by one."""
        ...

    def add(self, scope: Scope, access: Access) -> None:
        """Stage the access item of a new customer or resource."""
        ...

    def save(self, scope: Scope, access: Access) -> None:
        """Stage the changed access item; of two writers who read the same one, one runs again."""
        ...


class PromotionRepository(Protocol):
    """What was granted to customers beside any plan, one document per feature, those that are over included."""

    def find(self, scope: Scope, customer_id: str, feature_id: str) -> PromotionalEntitlement | None:
        """Return what was granted of a feature, or None."""
        ...

    def of_customer(self, scope: Scope, customer_id: str) -> list[PromotionalEntitlement]:
        """Return everything that was granted to a customer."""
        ...

    def page(
        self,
        scope: Scope,
        customer_id: str,
        filters: PromotionFilters,
        request: PageRequest,
        *,
        status_of: Callable[[PromotionalEntitlement], PromotionStatus],
    ) -> Page[PromotionalEntitlement]:
        """Return a page of what was granted to a customer and fits the filters, newest first."""
        ...

    def add(self, scope: Scope, promotion: PromotionalEntitlement) -> None:
        """Stage the first grant of a feature."""
        ...

    def save(self, scope: Scope, promotion: PromotionalEntitlement) -> None:
        """Stage a changed grant, or a new one in the place of one that was loaded."""
        ...

    def remove(self, scope: Scope, promotion: PromotionalEntitlement) -> None:
        """Stage the removal of a grant that was loaded."""
        ...


class LinkedEntities(Protocol):
    """Which customer an entity of an integration stands for: one at most."""

    def owner(self, scope: Scope, integration_id: str, entity_id: str) -> str | None:
        """Return the id of the customer that the entity stands for, None where it stands for none."""
        ...

    def claim(self, scope: Scope, integration_id: str, entity_id: str, *, customer_id: str) -> None:
        """Stage that a free entity stands for the customer; of two who claim it, one is decided again."""
        ...

    def release(self, scope: Scope, integration_id: str, entity_id: str) -> None:
        """Stage that the entity stands for nobody."""
        ...


class AccessSeen(Protocol):
    """Tells what an access item will say once what has come due by itself is done."""

    def at(self, scope: Scope, access: Access, now: datetime) -> Access:
        """Return the access as it will be at this instant; nothing is written."""
        ...
