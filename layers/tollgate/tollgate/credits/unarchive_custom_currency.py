"""Take a custom currency out of the archive: it may be granted again."""

from tollgate.credits.custom_currency import CustomCurrency
from tollgate.credits.custom_currency_limit import check_room_for_one
from tollgate.credits.events import CustomCurrencyUnarchived
from tollgate.credits.ports import CustomCurrencyRepository
from tollgate.credits.retrieve_custom_currency import retrieve_custom_currency
from tollgate.shared.clock import Clock
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


def unarchive_custom_currency(
    scope: Scope, currency_id: str, *, currencies: CustomCurrencyRepository, events: EventRecorder, clock: Clock
) -> CustomCurrency:
    """Return the currency in use again, unchanged where it never left.

    Raises `CustomCurrencyNotFound`, `TooManyCustomCurrencies`.
    """
    currencies.begin_change(scope)
    currency = retrieve_custom_currency(scope, currency_id, currencies=currencies)
    if not currency.is_archived:
        return currency
    check_room_for_one(scope, currencies=currencies)
    now = clock.now()
    currency = currency.unarchived(at=now)
    currencies.save(scope, currency)
    events.record(scope, CustomCurrencyUnarchived.of(currency, at=now))
    return currency
