"""Take a customer out of the archive."""

from tollgate.customers.customer import Customer
from tollgate.customers.errors import CustomerNotFound
from tollgate.customers.events import CustomerUpdated
from tollgate.customers.ports import AccessRepository, CustomerRepository
from tollgate.shared.clock import CustomerClock
from tollgate.shared.errors import ConcurrentChange
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope
from tollgate.test_clocks.attach import join_test_clock
from tollgate.test_clocks.ports import TestClockRepository


def unarchive_customer(
    scope: Scope,
    customer_id: str,
    *,
    customers: CustomerRepository,
    access: AccessRepository,
    test_clocks: TestClockRepository,
    events: EventRecorder,
    clock: CustomerClock,
) -> Customer:
    """Return the customer, who may subscribe again; one that is not archived is returned as it is.

    Raises `CustomerNotFound`, or `ConcurrentChange` while the archived customer's subscriptions are still being ended;
    `TestClockNotFound` or `TestClockIsFull` where the test clock it lived by is gone, or full.
    """
    customer = customers.find(scope, customer_id)
    if customer is None:
        raise CustomerNotFound.of(customer_id)
    if not customer.is_archived:
        return customer
    if customer.ending_from is not None:
        raise ConcurrentChange("The customer's subscriptions are still being ended; send the request again in a minute")
    if customer.test_clock_id is not None:
        join_test_clock(scope, customer.test_clock_id, customer_id, test_clocks=test_clocks)
    now = clock.now(scope, customer.test_clock_id)
    unarchived = customer.unarchived(at=now)
    customers.save(scope, unarchived)
    held = access.find(scope, customer_id)
    if held is not None:
        access.save(scope, held.but(is_archived=False))
    events.record(scope, CustomerUpdated.of(unarchived, at=now))
    return unarchived
