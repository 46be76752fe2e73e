"""Link a customer to another entity of the same integration."""

from tollgate.customers.change_links import save_links
from tollgate.customers.integration import IntegrationLink
from tollgate.customers.ports import CustomerRepository, LinkedEntities
from tollgate.customers.retrieve_customer import retrieve_customer
from tollgate.customers.retrieve_integration import link_of
from tollgate.shared.clock import CustomerClock
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


def update_integration(
    scope: Scope,
    customer_id: str,
    integration_id: str,
    synced_entity_id: str | None,
    *,
    customers: CustomerRepository,
    linked: LinkedEntities,
    events: EventRecorder,
    clock: CustomerClock,
) -> IntegrationLink:
    """Return the changed link; None says that the vendor has no entity of the customer yet.

    Raises `CustomerNotFound`, `IntegrationNotFound`, or `DuplicateIntegration` where the entity is another customer's.
    """
    customer = retrieve_customer(scope, customer_id, customers=customers)
    link = link_of(customer, integration_id)
    changed = link.but(synced_entity_id=synced_entity_id)
    if changed != link:
        links = [changed if each is link else each for each in customer.integrations]
        now = clock.now(scope, customer.test_clock_id)
        save_links(scope, customer, links, customers=customers, linked=linked, events=events, at=now)
    return changed
