"""List the resources of a customer."""

from tollgate.customers.ports import CustomerRepository
from tollgate.customers.resource import CustomerResource
from tollgate.customers.retrieve_customer import retrieve_customer
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope


def list_resources(
    scope: Scope, customer_id: str, request: PageRequest, *, customers: CustomerRepository
) -> Page[CustomerResource]:
    """Return a page of the customer's resources, newest first; raises `CustomerNotFound`."""
    retrieve_customer(scope, customer_id, customers=customers)
    return customers.resource_page(scope, customer_id, request)
