"""Custom currencies as values."""

from typing import Any

from tests.support.catalog import THEN
from tollgate.credits.custom_currency import CustomCurrency, CustomCurrencyStatus
from tollgate.credits.filters import CustomCurrencyFilters

LATER = THEN.replace(month=2)


def a_currency(**fields: Any) -> CustomCurrency:
    """Return a custom currency in use."""
    defaults = {"id": "currency-a", "uuid": "u", "display_name": "A", "created_at": THEN, "updated_at": THEN}
    return CustomCurrency(**{**defaults, **fields})


def test_a_currency_is_archived_from_an_instant_on_until_it_comes_back() -> None:
    currency = a_currency()
    archived = currency.archived(at=LATER)
    assert (currency.status, archived.status) == (CustomCurrencyStatus.ACTIVE, CustomCurrencyStatus.ARCHIVED)
    assert archived == a_currency(archived_at=LATER, updated_at=LATER)
    assert archived.unarchived(at=LATER) == a_currency(updated_at=LATER)


def test_a_list_leaves_archived_currencies_out_unless_they_are_asked_for() -> None:
    everything = CustomCurrencyFilters(statuses=tuple(CustomCurrencyStatus))
    for currency, by_default in ((a_currency(), True), (a_currency(archived_at=LATER), False)):
        assert CustomCurrencyFilters().holds(currency) is by_default
        assert everything.holds(currency)
