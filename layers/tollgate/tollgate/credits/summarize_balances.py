"""What a customer, or one of its resources, holds of each currency."""

from tollgate.credits.advance_wallet import due_at
from tollgate.credits.consumption import CreditBalance
from tollgate.credits.credit_sources import currencies_of
from tollgate.credits.open_wallet import Crediting, open_wallet
from tollgate.credits.retrieve_custom_currency import retrieve_custom_currency
from tollgate.credits.wallet import WalletKey
from tollgate.customers.errors import CustomerNotFound, CustomerResourceNotFound
from tollgate.shared.scope import Scope


def summarize_balances(
    scope: Scope, customer_id: str, resource_id: str | None, currency_id: str | None, *, ports: Crediting
) -> list[CreditBalance]:
    """Return the balances by currency: of every wallet, and of what subscriptions are about to grant.

    `next_change` of each is when credits begin or cease to count next, those of subscriptions included. Raises
    `CustomerNotFound`, `CustomerResourceNotFound`, and `CustomCurrencyNotFound` where the only one asked for is none.
    """
    customer = ports.access.find(scope, customer_id)
    if customer is None or customer.is_archived:
        raise CustomerNotFound.of(customer_id)
    access = ports.access.find(scope, customer_id, resource_id) if resource_id is not None else customer
    if access is None:
        raise CustomerResourceNotFound.of(customer_id, resource_id or "")
    found = {key.currency_id for key in ports.wallets.of_owner(scope, customer_id, resource_id)}
    found |= currencies_of(access, ports.sold(scope, access))
    wanted = sorted(each for each in found if currency_id in (None, each))
    if currency_id is not None and not wanted:
        retrieve_custom_currency(scope, currency_id, currencies=ports.currencies)
    opened = (open_wallet(scope, WalletKey(customer_id, resource_id, each), ports, is_written=False) for each in wanted)
    return [each.balance.but(next_change=due_at(each.change.wallet, each.terms.sources)) for each in opened]
