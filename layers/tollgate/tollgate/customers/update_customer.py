"""Change what is known of a customer."""

from tollgate.customers.customer import Customer
from tollgate.customers.events import CustomerUpdated
from tollgate.customers.ports import CustomerRepository
from tollgate.customers.provision_customer import check_email
from tollgate.customers.retrieve_customer import retrieve_customer
from tollgate.shared.clock import CustomerClock
from tollgate.shared.currency import Currency
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.events import EventRecorder
from tollgate.shared.metadata import checked_metadata
from tollgate.shared.scope import Scope


class UpdateCustomerRequest(Value):
    """The fields to change: those that are set, None to clear. Metadata replaces as a whole."""

    scope: Scope
    id: str
    name: str | None = None
    email: str | None = None
    billing_id: str | None = None
    billing_currency: Currency | None = None
    language: str | None = None
    timezone: str | None = None
    metadata: dict[str, str] = {}
    test_clock_id: str | None = None


def update_customer(
    request: UpdateCustomerRequest, *, customers: CustomerRepository, events: EventRecorder, clock: CustomerClock
) -> Customer:
    """Return the changed customer, as it was where nothing changes.

    Raises `CustomerNotFound`, or `InvalidInput` for what cannot be.
    """
    check_email(request.email)
    checked_metadata(request.metadata)
    customer = retrieve_customer(request.scope, request.id, customers=customers)
    changes = request.model_dump(exclude_unset=True, exclude={"scope", "id"})
    if changes.get("test_clock_id", customer.test_clock_id) != customer.test_clock_id:
        raise InvalidInput("A customer joins a test clock when it is created, and stays with it", field="testClockId")
    if customer.but(**changes) == customer:
        return customer
    now = clock.now(request.scope, customer.test_clock_id)
    changed = customer.but(**changes, updated_at=now)
    customers.save(request.scope, changed)
    events.record(request.scope, CustomerUpdated.of(changed, at=now))
    return changed
