"""List the grants to a customer, or to one of its resources."""

from tollgate.credits.filters import GrantFilters
from tollgate.credits.grant import CreditGrant
from tollgate.credits.open_wallet import Crediting
from tollgate.credits.wallet import Wallet, WalletKey
from tollgate.customers.errors import CustomerNotFound
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope


def list_grants(
    scope: Scope, filters: GrantFilters, request: PageRequest, *, ports: Crediting
) -> tuple[Page[CreditGrant], int]:
    """Return a page of the grants that fit the filters, newest first, and how many do; raises `CustomerNotFound`.

    Wallets are read before the grants: what is granted in between has been used of nothing.
    """
    customer = ports.access.find(scope, filters.customer_id)
    if customer is None or customer.is_archived:
        raise CustomerNotFound.of(filters.customer_id)
    wallets: dict[WalletKey, Wallet] = ports.wallets.of_owner(scope, filters.customer_id, filters.resource_id)
    return ports.grants.page(scope, filters, request, shown=wallets)
