"""List the grants to a customer, or to one of its resources."""

from dataclasses import dataclass
from datetime import datetime

from tollgate.credits.filters import GrantFilters
from tollgate.credits.grant import CreditGrant
from tollgate.credits.open_wallet import Crediting
from tollgate.credits.wallet import Wallet, WalletKey
from tollgate.customers.errors import CustomerNotFound
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope


@dataclass(frozen=True)
class ListedGrants:
    """A page of grants as they stand at the customer's present, and how many there are in all."""

    page: Page[CreditGrant]
    total: int
    now: datetime


def list_grants(scope: Scope, filters: GrantFilters, request: PageRequest, *, ports: Crediting) -> ListedGrants:
    """Return a page of the grants that fit the filters, newest first; raises `CustomerNotFound`."""
    wallets, now = _wallets(scope, filters, ports)
    page, total = ports.grants.page(scope, filters, request, shown=wallets)
    return ListedGrants(page, total, now)


def all_grants(scope: Scope, filters: GrantFilters, *, ports: Crediting) -> tuple[list[CreditGrant], datetime]:
    """Return every grant that fits the filters, and the customer's present; raises `CustomerNotFound`."""
    wallets, now = _wallets(scope, filters, ports)
    return ports.grants.all(scope, filters, shown=wallets), now


def _wallets(scope: Scope, filters: GrantFilters, ports: Crediting) -> tuple[dict[WalletKey, Wallet], datetime]:
    """Return the wallets, which are read before the grants: what is granted in between has been used of nothing."""
    customer = ports.access.find(scope, filters.customer_id)
    if customer is None or customer.is_archived:
        raise CustomerNotFound.of(filters.customer_id)
    wallets = ports.wallets.of_owner(scope, filters.customer_id, filters.resource_id)
    return wallets, ports.clock.now(scope, customer.test_clock_id)
