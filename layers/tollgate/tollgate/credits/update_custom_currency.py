"""Change how a custom currency is shown; its id stays."""

from tollgate.catalog.changes import changes_in
from tollgate.credits.custom_currency import CurrencyUnits, CustomCurrency
from tollgate.credits.events import CustomCurrencyUpdated
from tollgate.credits.ports import CustomCurrencyRepository
from tollgate.credits.retrieve_custom_currency import retrieve_custom_currency
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


class UpdateCustomCurrencyRequest(Value):
    """What is to change of a custom currency: the fields that are given."""

    scope: Scope
    id: str
    display_name: str = ""
    description: str | None = None
    symbol: str | None = None
    units: CurrencyUnits | None = None
    metadata: dict[str, str] | None = None


def update_custom_currency(
    request: UpdateCustomCurrencyRequest, *, currencies: CustomCurrencyRepository, events: EventRecorder, clock: Clock
) -> CustomCurrency:
    """Return the changed currency; raises `CustomCurrencyNotFound`."""
    currency = retrieve_custom_currency(request.scope, request.id, currencies=currencies)
    changed = currency.but(**changes_in(request))
    if changed == currency:
        return currency
    now = clock.now()
    changed = changed.but(updated_at=now)
    currencies.save(request.scope, changed)
    events.record(request.scope, CustomCurrencyUpdated.of(changed, at=now))
    return changed
