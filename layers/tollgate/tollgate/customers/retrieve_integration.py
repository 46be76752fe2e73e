"""Show a customer's links to vendors' systems."""

from collections.abc import Collection

from tollgate.customers.customer import Customer
from tollgate.customers.errors import IntegrationNotFound
from tollgate.customers.integration import IntegrationLink, VendorIdentifier
from tollgate.customers.ports import CustomerRepository
from tollgate.customers.retrieve_customer import retrieve_customer
from tollgate.shared.scope import Scope


def retrieve_integration(
    scope: Scope, customer_id: str, integration_id: str, *, customers: CustomerRepository
) -> IntegrationLink:
    """Return one link; raises `CustomerNotFound`, `IntegrationNotFound`."""
    return link_of(retrieve_customer(scope, customer_id, customers=customers), integration_id)


def list_integrations(
    scope: Scope, customer_id: str, vendors: Collection[VendorIdentifier] | None, *, customers: CustomerRepository
) -> list[IntegrationLink]:
    """Return the customer's links, of some vendors where these are named, newest first; raises `CustomerNotFound`."""
    customer = retrieve_customer(scope, customer_id, customers=customers)
    return [each for each in reversed(customer.integrations) if vendors is None or each.vendor_identifier in vendors]


def link_of(customer: Customer, integration_id: str) -> IntegrationLink:
    """Return the customer's link through an integration; raises `IntegrationNotFound`."""
    link = customer.link(integration_id)
    if link is None:
        raise IntegrationNotFound.of(customer.id, integration_id)
    return link
