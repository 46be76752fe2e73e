"""Find a customer."""

from tollgate.customers.customer import Customer
from tollgate.customers.errors import CustomerNotFound
from tollgate.customers.ports import CustomerRepository
from tollgate.shared.scope import Scope


def retrieve_customer(scope: Scope, customer_id: str, *, customers: CustomerRepository) -> Customer:
    """Return the customer; raises `CustomerNotFound` where there is none, or only an archived one."""
    customer = customers.find(scope, customer_id)
    if customer is None or customer.is_archived:
        raise CustomerNotFound.of(customer_id)
    return customer
