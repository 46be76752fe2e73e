"""Take a custom currency out of use: it is granted no more."""

from tollgate.catalog.ports import AddonRepository, PlanRepository
from tollgate.credits.custom_currency import CustomCurrency
from tollgate.credits.errors import CustomCurrencyInUse
from tollgate.credits.events import CustomCurrencyArchived
from tollgate.credits.list_associations import list_associations
from tollgate.credits.ports import CustomCurrencyRepository
from tollgate.credits.retrieve_custom_currency import retrieve_custom_currency
from tollgate.shared.clock import Clock
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


def archive_custom_currency(
    scope: Scope,
    currency_id: str,
    *,
    currencies: CustomCurrencyRepository,
    plans: PlanRepository,
    addons: AddonRepository,
    events: EventRecorder,
    clock: Clock,
) -> CustomCurrency:
    """Return the archived currency; raises `CustomCurrencyNotFound`, `EntityIsArchived`, `CustomCurrencyInUse`."""
    currencies.begin_change(scope)
    currency = retrieve_custom_currency(scope, currency_id, currencies=currencies)
    if currency.is_archived:
        raise EntityIsArchived.of("customCurrency", currency_id)
    users = list_associations(scope, currency_id, currencies=currencies, plans=plans, addons=addons)
    if users:
        told = ", ".join(each.id for each in users[:10])
        raise CustomCurrencyInUse(f"These packages use the currency; take it out of them first: {told}")
    now = clock.now()
    currency = currency.archived(at=now)
    currencies.save(scope, currency)
    events.record(scope, CustomCurrencyArchived.of(currency, at=now))
    return currency
