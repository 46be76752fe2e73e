"""Provision a customer: from then on it can subscribe, and checks know it."""

import re

from tollgate.customers.access import Access
from tollgate.customers.customer import Customer
from tollgate.customers.events import CustomerCreated
from tollgate.customers.ports import AccessRepository, CustomerRepository
from tollgate.shared.clock import CustomerClock
from tollgate.shared.currency import Currency
from tollgate.shared.entity import Value
from tollgate.shared.errors import DuplicatedEntity, EntityIsArchived, InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids, require_customer_id
from tollgate.shared.metadata import checked_metadata
from tollgate.shared.scope import Scope
from tollgate.test_clocks.attach import join_test_clock
from tollgate.test_clocks.ports import TestClockRepository

# What an HTML e-mail field accepts: one @ between a local part and a host name. Only sending a mail proves more.
_EMAIL = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+"
    r"@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
)


class ProvisionCustomerRequest(Value):
    """Who the new customer is. Without an `id` one is generated."""

    scope: Scope
    id: str | None = None
    name: str | None = None
    email: str | None = None
    billing_id: str | None = None
    billing_currency: Currency | None = None
    language: str | None = None
    timezone: str | None = None
    metadata: dict[str, str] = {}
    test_clock_id: str | None = None


def create_customer(
    request: ProvisionCustomerRequest,
    *,
    customers: CustomerRepository,
    access: AccessRepository,
    test_clocks: TestClockRepository,
    events: EventRecorder,
    clock: CustomerClock,
    ids: Ids,
) -> Customer:
    """Return the new customer; raises `DuplicatedEntity` or `EntityIsArchived` where the id is taken.

    Raises `TestClockNotFound` or `TestClockIsFull` where it cannot join the test clock.
    """
    if request.id is not None and _existing(request.scope, request.id, customers=customers) is not None:
        raise DuplicatedEntity.of("customer", request.id)
    return _create(
        request, customers=customers, access=access, test_clocks=test_clocks, events=events, clock=clock, ids=ids
    )


def get_or_create_customer(
    request: ProvisionCustomerRequest,
    *,
    customers: CustomerRepository,
    access: AccessRepository,
    test_clocks: TestClockRepository,
    events: EventRecorder,
    clock: CustomerClock,
    ids: Ids,
) -> tuple[Customer, bool]:
    """Return the customer of this id as it is, or the new one, and whether it is new.

    Raises `EntityIsArchived` where the id is that of an archived customer.
    """
    existing = _existing(request.scope, request.id, customers=customers) if request.id is not None else None
    if existing is not None:
        return existing, False
    return _create(
        request, customers=customers, access=access, test_clocks=test_clocks, events=events, clock=clock, ids=ids
    ), True


def check_email(email: str | None) -> None:
    """Raise `InvalidInput` for a text that cannot be an e-mail address."""
    if email is not None and _EMAIL.fullmatch(email) is None:
        raise InvalidInput("email must be an e-mail address, such as name@example.com", field="email")


def _existing(scope: Scope, customer_id: str, *, customers: CustomerRepository) -> Customer | None:
    require_customer_id(customer_id, field="id")
    customer = customers.find(scope, customer_id)
    if customer is not None and customer.is_archived:
        raise EntityIsArchived.of("customer", customer_id)
    return customer


def _create(
    request: ProvisionCustomerRequest,
    *,
    customers: CustomerRepository,
    access: AccessRepository,
    test_clocks: TestClockRepository,
    events: EventRecorder,
    clock: CustomerClock,
    ids: Ids,
) -> Customer:
    check_email(request.email)
    new_id = request.id or ids.new("customer")
    if request.test_clock_id is not None:
        join_test_clock(request.scope, request.test_clock_id, new_id, test_clocks=test_clocks)
    now = clock.now(request.scope, request.test_clock_id)
    customer = Customer(
        id=new_id,
        uuid=ids.uuid(),
        **request.model_dump(exclude={"scope", "id", "metadata"}),
        metadata=checked_metadata(request.metadata),
        created_at=now,
        updated_at=now,
    )
    customers.add(request.scope, customer)
    # A check reads the access item alone: from here on it can tell a customer without subscriptions from no customer.
    access.add(request.scope, Access(customer_id=customer.id, test_clock_id=customer.test_clock_id))
    events.record(request.scope, CustomerCreated.of(customer, at=now))
    return customer
