"""Archive a customer: access ends at once, personal data is gone, subscriptions end, in steps where there are many."""

from datetime import datetime

from tollgate.customers.access import Access
from tollgate.customers.customer import Customer
from tollgate.customers.errors import CannotDeleteCustomer, CustomerNotFound
from tollgate.customers.events import CustomerDeleted
from tollgate.customers.ports import AccessRepository, CustomerRepository
from tollgate.shared.clock import CustomerClock
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope
from tollgate.subscriptions.end_subscription import end_subscription
from tollgate.subscriptions.ports import SubscriptionRepository
from tollgate.subscriptions.state_machine import Trigger
from tollgate.test_clocks.attach import leave_test_clock
from tollgate.test_clocks.ports import TestClockRepository

_ROOM = 90
"""Documents one step may write, of the 100 of a transaction: the rest is for the customer, its event, an answer."""


def archive_customer(
    scope: Scope,
    customer_id: str,
    *,
    customers: CustomerRepository,
    subscriptions: SubscriptionRepository,
    access: AccessRepository,
    test_clocks: TestClockRepository,
    events: EventRecorder,
    clock: CustomerClock,
) -> Customer:
    """Return the archived customer, who may use nothing any more.

    Raises `CustomerNotFound`, `EntityIsArchived`, or `CannotDeleteCustomer` while the customer pays for something,
    its own or another's.
    """
    customer = customers.find(scope, customer_id)
    if customer is None:
        raise CustomerNotFound.of(customer_id)
    if customer.is_archived:
        raise EntityIsArchived.of("customer", customer_id)
    now = clock.now(scope, customer.test_clock_id)
    archived = customer.archived(at=now)
    ending = _Ending(scope, archived, customers=customers, subscriptions=subscriptions, access=access, events=events)
    if ending.has_bought:
        raise CannotDeleteCustomer.of(customer_id)
    paid = sorted(each.id for each in subscriptions.paid_by(scope, customer_id) if each.is_paid_for_by(customer_id))
    if paid:
        raise CannotDeleteCustomer.as_payer(customer_id, paid)
    archived = _left(scope, ending.step(at=now), test_clocks=test_clocks)
    events.record(scope, CustomerDeleted.of(archived, at=now))
    return archived


def continue_archiving(
    scope: Scope,
    customer_id: str,
    *,
    customers: CustomerRepository,
    subscriptions: SubscriptionRepository,
    access: AccessRepository,
    test_clocks: TestClockRepository,
    events: EventRecorder,
    clock: CustomerClock,
) -> bool:
    """End the next subscriptions of an archived customer; tell whether some are left. Harmless when repeated."""
    customer = customers.find(scope, customer_id)
    if customer is None or customer.ending_from is None:
        return False
    ending = _Ending(scope, customer, customers=customers, subscriptions=subscriptions, access=access, events=events)
    stepped = ending.step(at=clock.now(scope, customer.test_clock_id))
    return _left(scope, stepped, test_clocks=test_clocks).ending_from is not None


def _left(scope: Scope, customer: Customer, *, test_clocks: TestClockRepository) -> Customer:
    """Return the customer, which has left its test clock where nothing of it is left to end."""
    if customer.test_clock_id is not None and customer.ending_from is None:
        leave_test_clock(scope, customer.test_clock_id, customer.id, test_clocks=test_clocks)
    return customer


class _Ending:
    """Ends an archived customer's subscriptions holder by holder: the customer itself, then each of its resources."""

    def __init__(
        self,
        scope: Scope,
        customer: Customer,
        *,
        customers: CustomerRepository,
        subscriptions: SubscriptionRepository,
        access: AccessRepository,
        events: EventRecorder,
    ) -> None:
        self._scope, self._customer = scope, customer
        self._customers, self._subscriptions = customers, subscriptions
        self._access, self._events = access, events
        # Access first, and the customer's own before all: every provision writes what it is for, and a new resource
        # the customer's own too. So nothing is provisioned unseen: whoever does it after these reads wins the race.
        access.find(scope, customer.id)
        resources = sorted(resource.id for resource in customers.resources(scope, customer.id))
        self._holders = [holder for holder in ("", *resources) if holder >= (customer.ending_from or "")]
        # Each holder takes room, so no more than these can be reached.
        self._reached = access.find_many(scope, customer.id, [holder or None for holder in self._holders[:_ROOM]])
        self._held = {each.id: each for each in subscriptions.of_customer(scope, customer.id)}

    @property
    def has_bought(self) -> bool:
        """Tell whether money or a contract stands behind one of the subscriptions."""
        return any(each.is_bought for each in self._held.values())

    def step(self, *, at: datetime) -> Customer:
        """Stage as much as fits one transaction; return the customer, who knows where to go on."""
        room, unfinished = _ROOM, None
        for holder in self._holders:
            room, is_done = self._end(self._reached.get(holder or None), room, at=at)
            if not is_done:
                unfinished = holder
                break
        stepped = self._customer.but(ending_from=unfinished)
        self._customers.save(self._scope, stepped)
        return stepped

    def _end(self, access: Access | None, room: int, *, at: datetime) -> tuple[int, bool]:
        """Stage the end of what one holder has, as far as there is room; return the room left, and if it is all.

        The access item is written also where it holds nothing: a provision that read it before the customer was
        archived thereby loses its race and is decided again.
        """
        if room < 1 or access is None:
            return room - 1, room >= 1
        # Each subscription is two documents: itself and its event.
        ending = access.subscriptions[: (room - 1) // 2]
        for row in ending:
            end_subscription(
                self._scope,
                self._held[row.id],
                Trigger.CUSTOMER_ARCHIVED,
                at=at,
                subscriptions=self._subscriptions,
                events=self._events,
            )
        left = access.subscriptions[len(ending) :]
        self._access.save(self._scope, access.but(is_archived=access.resource_id is None, subscriptions=left))
        return room - 1 - 2 * len(ending), not left
