"""Link a customer to the entity that stands for it in a vendor's system."""

from tollgate.customers.change_links import save_links
from tollgate.customers.errors import DuplicateIntegration
from tollgate.customers.integration import IntegrationLink, RequestedLink
from tollgate.customers.ports import CustomerRepository, LinkedEntities
from tollgate.customers.retrieve_customer import retrieve_customer
from tollgate.shared.clock import CustomerClock
from tollgate.shared.entity import Value
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


class LinkRequest(Value):
    """Which customer is linked, through which integration and to what."""

    scope: Scope
    customer_id: str
    link: RequestedLink


def link_integration(
    request: LinkRequest,
    *,
    customers: CustomerRepository,
    linked: LinkedEntities,
    events: EventRecorder,
    clock: CustomerClock,
) -> IntegrationLink:
    """Return the new link; raises `CustomerNotFound`, `DuplicateIntegration`, `UnsupportedVendorIdentifier`."""
    customer = retrieve_customer(request.scope, request.customer_id, customers=customers)
    if customer.link(request.link.id) is not None:
        raise DuplicateIntegration.of_customer(customer.id, request.link.id, field="id")
    now = clock.now(request.scope, customer.test_clock_id)
    link = request.link.made(at=now)
    links = (*customer.integrations, link)
    save_links(request.scope, customer, links, customers=customers, linked=linked, events=events, at=now)
    return link
