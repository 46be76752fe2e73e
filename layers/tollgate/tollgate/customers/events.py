"""What happens to customers."""

from datetime import datetime
from typing import Any, ClassVar, Self

from tollgate.customers.customer import Customer
from tollgate.shared.entity import Entity
from tollgate.shared.events import DomainEvent

_SHOWN = {"id", "name", "email", "billing_id", "billing_currency", "metadata"}


def public_view(customer: Customer) -> dict[str, Any]:
    """Return a customer as events of what belongs to it show it; `entityId` is its internal id."""
    return {"entityId": customer.uuid, **customer.model_dump(mode="json", by_alias=True, include=_SHOWN)}


class CustomerEvent(DomainEvent):
    """Something happened to a customer."""

    source: ClassVar[str] = "customers"
    tells_of: ClassVar[type[Entity]] = Customer

    @classmethod
    def of(cls, customer: Customer, *, at: datetime) -> Self:
        """Return the event with the customer's public view; `entityId` is its internal id."""
        fields = {
            *("id", "name", "email", "billing_id", "billing_currency", "crm_id", "salesforce_id"),
            *("metadata", "created_at", "updated_at"),
        }
        payload: dict[str, Any] = {
            "entityId": customer.uuid,
            **customer.model_dump(mode="json", by_alias=True, include=fields),
        }
        return cls(aggregate=f"CUSTOMER#{customer.id}", occurred_at=at, payload=payload)


class CustomerCreated(CustomerEvent):
    """A customer was provisioned."""

    event_type: ClassVar[str] = "CUSTOMER_CREATED"


class CustomerUpdated(CustomerEvent):
    """A customer was changed or taken out of the archive."""

    event_type: ClassVar[str] = "CUSTOMER_UPDATED"


class CustomerDeleted(CustomerEvent):
    """A customer was archived: its name and e-mail are gone."""

    event_type: ClassVar[str] = "CUSTOMER_DELETED"
    forgets: ClassVar[frozenset[str]] = frozenset(("name", "email"))
