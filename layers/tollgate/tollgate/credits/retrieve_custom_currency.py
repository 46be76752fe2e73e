"""Find one custom currency."""

from tollgate.catalog.errors import CustomCurrencyNotFound
from tollgate.credits.custom_currency import CustomCurrency
from tollgate.credits.ports import CustomCurrencyRepository
from tollgate.shared.scope import Scope


def retrieve_custom_currency(scope: Scope, currency_id: str, *, currencies: CustomCurrencyRepository) -> CustomCurrency:
    """Return the currency, archived or not; raises `CustomCurrencyNotFound`."""
    currency = currencies.find(scope, currency_id)
    if currency is None:
        raise CustomCurrencyNotFound.of(currency_id)
    return currency
