"""List what happened to the credits of a customer, or of one of its resources."""

from tollgate.credits.filters import LedgerFilters
from tollgate.credits.ledger_entry import Booked
from tollgate.credits.open_wallet import Crediting
from tollgate.customers.errors import CustomerNotFound
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope


def list_ledger(scope: Scope, filters: LedgerFilters, request: PageRequest, *, ports: Crediting) -> Page[Booked]:
    """Return a page of the entries that fit the filters, newest first; raises `CustomerNotFound`."""
    check_customer(scope, filters.customer_id, ports=ports)
    return ports.ledger.page(scope, filters, request)


def check_customer(scope: Scope, customer_id: str, *, ports: Crediting) -> None:
    """Raise `CustomerNotFound` where nothing is told of this customer."""
    customer = ports.access.find(scope, customer_id)
    if customer is None or customer.is_archived:
        raise CustomerNotFound.of(customer_id)
