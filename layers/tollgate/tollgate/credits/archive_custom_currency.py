"""Take a custom currency out of use: it is granted no more."""

from tollgate.credits.custom_currency import CustomCurrency
from tollgate.credits.events import CustomCurrencyArchived
from tollgate.credits.ports import CustomCurrencyRepository
from tollgate.credits.retrieve_custom_currency import retrieve_custom_currency
from tollgate.shared.clock import Clock
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


def archive_custom_currency(
    scope: Scope, currency_id: str, *, currencies: CustomCurrencyRepository, events: EventRecorder, clock: Clock
) -> CustomCurrency:
    """Return the archived currency; raises `CustomCurrencyNotFound`, `EntityIsArchived`."""
    currency = retrieve_custom_currency(scope, currency_id, currencies=currencies)
    if currency.is_archived:
        raise EntityIsArchived.of("customCurrency", currency_id)
    now = clock.now()
    currency = currency.archived(at=now)
    currencies.save(scope, currency)
    events.record(scope, CustomCurrencyArchived.of(currency, at=now))
    return currency
