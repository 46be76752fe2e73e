"""What credits need from storage. Writes are staged: they happen with the operation's transaction."""

from typing import Protocol

from tollgate.credits.custom_currency import CustomCurrency
from tollgate.credits.filters import CustomCurrencyFilters
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope


class CustomCurrencyRepository(Protocol):
    """The custom currencies of an environment."""

    def begin_change(self, scope: Scope) -> None:
        """Begin a change that rests on other currencies: what it reads still holds at its commit."""
        ...

    def find(self, scope: Scope, currency_id: str) -> CustomCurrency | None:
        """Return the currency, archived or not, or None where there is none of this id."""
        ...

    def all(self, scope: Scope) -> list[CustomCurrency]:
        """Return every custom currency of the environment."""
        ...

    def page(self, scope: Scope, filters: CustomCurrencyFilters, request: PageRequest) -> Page[CustomCurrency]:
        """Return a page of the currencies that fit the filters, newest first."""
        ...

    def add(self, scope: Scope, currency: CustomCurrency) -> None:
        """Stage a new currency."""
        ...

    def save(self, scope: Scope, currency: CustomCurrency) -> None:
        """Stage the changed currency."""
        ...
