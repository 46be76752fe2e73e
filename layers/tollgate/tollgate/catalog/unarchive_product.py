"""Sell a product again. Its plans stay archived."""

from tollgate.catalog.errors import ProductNotArchived
from tollgate.catalog.events import ProductUnarchived
from tollgate.catalog.ports import ProductRepository
from tollgate.catalog.product import Product
from tollgate.catalog.retrieve_product import retrieve_product
from tollgate.shared.clock import Clock
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


def unarchive_product(
    scope: Scope, product_id: str, *, products: ProductRepository, events: EventRecorder, clock: Clock
) -> Product:
    """Return the product as it is sold again; raises `ProductNotFound`, `ProductNotArchived`."""
    product = retrieve_product(scope, product_id, products=products)
    if not product.is_archived:
        raise ProductNotArchived(f"The product {product_id} is not archived")
    now = clock.now()
    product = product.unarchived(at=now)
    products.save(scope, product)
    events.record(scope, ProductUnarchived.of(product, at=now))
    return product
