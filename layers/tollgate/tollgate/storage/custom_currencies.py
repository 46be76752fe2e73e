"""Custom currencies in table `documents`: one partition per environment, so that lists are strongly consistent."""

from tollgate.credits.custom_currency import CustomCurrency
from tollgate.credits.filters import CustomCurrencyFilters
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.catalog_version import hold_catalog_version, move_catalog_version
from tollgate.storage.documents import body_of, read
from tollgate.storage.models import Document
from tollgate.storage.pages import Cursor, page_in_memory
from tollgate.storage.session import Session

_KIND = "CURRENCY"


class DynamoCustomCurrencies:
    """Satisfies `credits.ports.CustomCurrencyRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def begin_change(self, scope: Scope) -> None:
        """Begin a change that rests on other currencies: what it reads still holds at its commit."""
        hold_catalog_version(self._session, scope)

    def find(self, scope: Scope, currency_id: str) -> CustomCurrency | None:
        """Return the currency, archived or not, or None where there is none of this id."""
        row = self._session.load(Document, keys.catalog_entity(scope, _KIND, currency_id))
        return read(CustomCurrency, row) if row is not None else None

    def all(self, scope: Scope) -> list[CustomCurrency]:
        """Return every custom currency of the environment."""
        return [read(CustomCurrency, row) for row in self._session.query(Document, keys.catalog(scope, _KIND))]

    def page(self, scope: Scope, filters: CustomCurrencyFilters, request: PageRequest) -> Page[CustomCurrency]:
        """Return a page of the currencies that fit the filters, newest first."""
        fitting = [
            (keys.created_order(currency.created_at, currency.id), currency)
            for currency in self.all(scope)
            if filters.holds(currency)
        ]
        return page_in_memory(fitting, request, Cursor(scope, _KIND, filters.model_dump(mode="json")))

    def add(self, scope: Scope, currency: CustomCurrency) -> None:
        """Stage a new currency."""
        self._session.add(_row(scope, currency), aggregate=f"CUSTOM_CURRENCY#{currency.id}")
        move_catalog_version(self._session, scope)

    def save(self, scope: Scope, currency: CustomCurrency) -> None:
        """Stage the changed currency."""
        self._session.save(_row(scope, currency), aggregate=f"CUSTOM_CURRENCY#{currency.id}")
        move_catalog_version(self._session, scope)


def _row(scope: Scope, currency: CustomCurrency) -> Document:
    key = keys.catalog_entity(scope, _KIND, currency.id)
    return Document(key.pk, key.sk, body=body_of(currency))
