"""Take a customer out of the archive."""

from tollgate.customers.customer import Customer
from tollgate.customers.errors import CustomerNotFound
from tollgate.customers.events import CustomerUpdated
from tollgate.customers.ports import AccessRepository, CustomerRepository
from tollgate.shared.clock import Clock
from tollgate.shared.errors import ConcurrentChange
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


def unarchive_customer(
    scope: Scope,
    customer_id: str,
    *,
    customers: CustomerRepository,
    access: AccessRepository,
    events: EventRecorder,
    clock: Clock,
) -> Customer:
    """Return the customer, who may subscribe again; one that is not archived is returned as it is.

    Raises `CustomerNotFound`, or `ConcurrentChange` while the archived customer's subscriptions are still being ended.
    """
    customer = customers.find(scope, customer_id)
    if customer is None:
        raise CustomerNotFound.of(customer_id)
    if not customer.is_archived:
        return customer
    if customer.ending_from is not None:
        raise ConcurrentChange("The customer's subscriptions are still being ended; send the request again in a minute")
    now = clock.now()
    unarchived = customer.unarchived(at=now)
    customers.save(scope, unarchived)
    held = access.find(scope, customer_id)
    if held is not None:
        access.save(scope, held.but(is_archived=False))
    events.record(scope, CustomerUpdated.of(unarchived, at=now))
    return unarchived
