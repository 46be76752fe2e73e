"""Unlink a customer from a vendor's system."""

from tollgate.customers.change_links import save_links
from tollgate.customers.integration import IntegrationLink
from tollgate.customers.ports import CustomerRepository, LinkedEntities
from tollgate.customers.retrieve_customer import retrieve_customer
from tollgate.customers.retrieve_integration import link_of
from tollgate.shared.clock import CustomerClock
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


def unlink_integration(
    scope: Scope,
    customer_id: str,
    integration_id: str,
    *,
    customers: CustomerRepository,
    linked: LinkedEntities,
    events: EventRecorder,
    clock: CustomerClock,
) -> IntegrationLink:
    """Return the link as it was; another customer may be linked to its entity now.

    Raises `CustomerNotFound`, `IntegrationNotFound`.
    """
    customer = retrieve_customer(scope, customer_id, customers=customers)
    link = link_of(customer, integration_id)
    links = [each for each in customer.integrations if each is not link]
    now = clock.now(scope, customer.test_clock_id)
    save_links(scope, customer, links, customers=customers, linked=linked, events=events, at=now)
    return link
