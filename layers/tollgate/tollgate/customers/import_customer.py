"""Import one customer: it is made, or brought up to date, or left alone where what is known of it is newer."""

from dataclasses import dataclass
from typing import Any

from tollgate.billing.payment_method_ports import PaymentMethods
from tollgate.customers.access import Access
from tollgate.customers.customer import Customer
from tollgate.customers.events import CustomerCreated, CustomerUpdated
from tollgate.customers.imported_customer import ImportedCustomer
from tollgate.customers.ports import AccessRepository, CustomerRepository
from tollgate.customers.provision_customer import check_email
from tollgate.shared.clock import CustomerClock
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids, require_customer_id
from tollgate.shared.metadata import checked_metadata
from tollgate.shared.scope import Scope


@dataclass(frozen=True)
class ImportWork:
    """What importing customers takes."""

    customers: CustomerRepository
    access: AccessRepository
    payment_methods: PaymentMethods
    events: EventRecorder
    clock: CustomerClock
    ids: Ids


def import_customer(scope: Scope, given: ImportedCustomer, held: Customer | None, work: ImportWork) -> Customer:
    """Return the customer as it is after the import; `held` is what is known of it. Importing again changes nothing.

    Raises `InvalidInput` for what cannot be, `EntityIsArchived`, and what looking up its payment method raises;
    nothing is staged then.
    """
    _check(given)
    if held is not None and held.is_archived:
        raise EntityIsArchived.of("customer", held.id)
    if held is not None and given.is_older_than(held):
        return held
    at = work.clock.now(scope, held.test_clock_id if held is not None else None)
    customer = held or Customer(id=given.id, uuid=work.ids.uuid(), created_at=at, updated_at=at)
    imported = customer.but(**_told(scope, given, customer, work))
    if held is None:
        work.customers.add(scope, imported)
        work.access.add(scope, Access(customer_id=imported.id))
        work.events.record(scope, CustomerCreated.of(imported, at=at))
    elif imported != held:
        imported = imported.but(updated_at=at)
        work.customers.save(scope, imported)
        work.events.record(scope, CustomerUpdated.of(imported, at=at))
    return imported


def _check(given: ImportedCustomer) -> None:
    require_customer_id(given.id, field="id")
    check_email(given.email)
    checked_metadata(given.metadata or {})


def _told(scope: Scope, given: ImportedCustomer, customer: Customer, work: ImportWork) -> dict[str, Any]:
    """Return what the import changes: name and e-mail always, the rest where it is told."""
    told: dict[str, Any] = {
        "billing_id": given.billing_id,
        "metadata": given.metadata,
        "salesforce_id": given.salesforce_id,
    }
    changes = {name: value for name, value in told.items() if value is not None}
    changes |= {"name": given.name, "email": given.email}
    if given.payment_method_id is not None:
        found = work.payment_methods.details(scope, customer.but(**changes).payer, given.payment_method_id)
        changes["default_payment_method"] = found.method
        changes.setdefault("billing_id", customer.billing_id or found.billing_customer_id)
    return changes
