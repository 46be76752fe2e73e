"""Show when, and how far, a wallet is filled up by itself."""

from datetime import datetime

from tollgate.credits.recharge_ports import Recharging
from tollgate.credits.recharge_settings import RechargeSettings
from tollgate.credits.retrieve_custom_currency import retrieve_custom_currency
from tollgate.customers.errors import CustomerNotFound
from tollgate.shared.scope import Scope


def retrieve_recharge_settings(
    scope: Scope, customer_id: str, currency_id: str, *, ports: Recharging
) -> tuple[RechargeSettings, datetime]:
    """Return the settings of the customer's wallet, the defaults where nobody set any, and the customer's present.

    Raises `CustomerNotFound` and `CustomCurrencyNotFound`.
    """
    access = ports.crediting.access.find(scope, customer_id)
    if access is None or access.is_archived:
        raise CustomerNotFound.of(customer_id)
    currency = retrieve_custom_currency(scope, currency_id, currencies=ports.crediting.currencies)
    found = ports.settings.find(scope, customer_id, currency.id)
    now = ports.crediting.clock.now(scope, access.test_clock_id)
    return found or RechargeSettings(customer_id=customer_id, currency_id=currency.id), now
