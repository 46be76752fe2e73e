"""Products in table `documents`: one partition per environment, so that lists are strongly consistent."""

from tollgate.catalog.filters import ProductFilters
from tollgate.catalog.product import Product
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.catalog_version import hold_catalog_version, move_catalog_version
from tollgate.storage.documents import body_of, read
from tollgate.storage.models import Document
from tollgate.storage.pages import Cursor, page_in_memory
from tollgate.storage.session import Session

_KIND = "PRODUCT"


class DynamoProducts:
    """Satisfies `catalog.ports.ProductRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def begin_change(self, scope: Scope) -> None:
        """Begin a change that rests on other entities of the catalogue: what it reads still holds at its commit."""
        hold_catalog_version(self._session, scope)

    def find(self, scope: Scope, product_id: str) -> Product | None:
        """Return the product, or None where there is none of this id."""
        row = self._session.load(Document, keys.catalog_entity(scope, _KIND, product_id))
        return read(Product, row) if row is not None else None

    def all(self, scope: Scope) -> list[Product]:
        """Return every product of the environment."""
        return [read(Product, row) for row in self._session.query(Document, keys.catalog(scope, _KIND))]

    def page(self, scope: Scope, filters: ProductFilters, request: PageRequest) -> Page[Product]:
        """Return a page of the products that fit the filters, newest first."""
        fitting = [
            (keys.created_order(product.created_at, product.id), product)
            for product in self.all(scope)
            if filters.holds(product)
        ]
        return page_in_memory(fitting, request, Cursor(scope, _KIND, filters.model_dump(mode="json")))

    def add(self, scope: Scope, product: Product) -> None:
        """Stage a new product."""
        self._session.add(_row(scope, product), aggregate=f"PRODUCT#{product.id}")
        move_catalog_version(self._session, scope)

    def save(self, scope: Scope, product: Product) -> None:
        """Stage the changed product."""
        self._session.save(_row(scope, product), aggregate=f"PRODUCT#{product.id}")
        move_catalog_version(self._session, scope)


def _row(scope: Scope, product: Product) -> Document:
    key = keys.catalog_entity(scope, _KIND, product.id)
    return Document(key.pk, key.sk, body=body_of(product))
