"""Archive a customer: access ends at once, personal data is gone, subscriptions end, in steps where there are many."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from tollgate.billing.ports import BillingProvider
from tollgate.customers.access import Access, SubscriptionAccess
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


@dataclass(frozen=True)
class Archiving:
    """What archiving works with."""

    customers: CustomerRepository
    subscriptions: SubscriptionRepository
    access: AccessRepository
    billing: BillingProvider
    test_clocks: TestClockRepository
    events: EventRecorder
    clock: CustomerClock


def archive_customer(scope: Scope, customer_id: str, work: Archiving) -> Customer:
    """Return the archived customer, who may use nothing any more.

    Raises `CustomerNotFound`, `EntityIsArchived`, or `CannotDeleteCustomer` while the customer pays for something,
    its own or another's.
    """
    customer = work.customers.find(scope, customer_id)
    if customer is None:
        raise CustomerNotFound.of(customer_id)
    if customer.is_archived:
        raise EntityIsArchived.of("customer", customer_id)
    now = work.clock.now(scope, customer.test_clock_id)
    ending = _Ending(scope, customer.archived(at=now), work)
    if ending.has_bought:
        raise CannotDeleteCustomer.of(customer_id)
    paid = sorted(
        each.id for each in work.subscriptions.paid_by(scope, customer_id) if each.is_paid_for_by(customer_id)
    )
    if paid:
        raise CannotDeleteCustomer.as_payer(customer_id, paid)
    archived = ending.step(at=now)
    work.events.record(scope, CustomerDeleted.of(archived, at=now))
    return archived


def continue_archiving(scope: Scope, customer_id: str, work: Archiving) -> bool:
    """End the next subscriptions of an archived customer; tell whether some are left. Harmless when repeated."""
    customer = work.customers.find(scope, customer_id)
    if customer is None or customer.ending_from is None:
        return False
    stepped = _Ending(scope, customer, work).step(at=work.clock.now(scope, customer.test_clock_id))
    return stepped.ending_from is not None


class _Ending:
    """Ends an archived customer's subscriptions holder by holder: the customer itself, then each of its resources."""

    def __init__(self, scope: Scope, customer: Customer, work: Archiving) -> None:
        self._scope, self._customer, self._work = scope, customer, work
        # Access first, and the customer's own before all: every provision writes what it is for, and a new resource
        # the customer's own too. So nothing is provisioned unseen: whoever does it after these reads wins the race.
        work.access.find(scope, customer.id)
        resources = sorted(resource.id for resource in work.customers.resources(scope, customer.id))
        self._holders = [holder for holder in ("", *resources) if holder >= (customer.ending_from or "")]
        # Each holder takes room, so no more than these can be reached.
        self._reached = work.access.find_many(scope, customer.id, [holder or None for holder in self._holders[:_ROOM]])
        self._held = {each.id: each for each in work.subscriptions.of_customer(scope, customer.id)}

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
        self._work.customers.save(self._scope, stepped)
        if stepped.test_clock_id is not None and unfinished is None:
            leave_test_clock(self._scope, stepped.test_clock_id, stepped.id, test_clocks=self._work.test_clocks)
        return stepped

    def _end(self, access: Access | None, room: int, *, at: datetime) -> tuple[int, bool]:
        """Stage the end of what one holder has, as far as there is room; return the room left, and if it is all.

        The access item is written also where it holds nothing: a provision that read it before the customer was
        archived thereby loses its race and is decided again.
        """
        if room < 1 or access is None:
            return room - 1, room >= 1
        ending = list(_fitting(access.subscriptions, room - 1))
        for row in ending:
            self._end_one(row, at=at)
        left = access.subscriptions[len(ending) :]
        self._work.access.save(self._scope, access.but(is_archived=access.resource_id is None, subscriptions=left))
        return room - 1 - sum(map(_documents_of, ending)), not left

    def _end_one(self, row: SubscriptionAccess, *, at: datetime) -> None:
        """Stage the end of a subscription; what it waited to be paid for is not asked for any more."""
        if row.is_on_hold:
            self._work.billing.void(self._scope, row.id, at=at)
        end_subscription(
            self._scope,
            self._held[row.id],
            Trigger.CUSTOMER_ARCHIVED,
            at=at,
            subscriptions=self._work.subscriptions,
            events=self._work.events,
        )


def _documents_of(row: SubscriptionAccess) -> int:
    """Return how many documents its end writes: itself and its event, and of a first payment invoice and account."""
    return 4 if row.is_on_hold else 2


def _fitting(rows: Iterable[SubscriptionAccess], room: int) -> Iterator[SubscriptionAccess]:
    """Yield the first subscriptions that end within so many documents."""
    for row in rows:
        room -= _documents_of(row)
        if room < 0:
            return
        yield row
