"""Find one product."""

from tollgate.catalog.errors import ProductNotFound
from tollgate.catalog.ports import ProductRepository
from tollgate.catalog.product import Product
from tollgate.shared.scope import Scope


def retrieve_product(scope: Scope, product_id: str, *, products: ProductRepository) -> Product:
    """Return the product; raises `ProductNotFound`."""
    product = products.find(scope, product_id)
    if product is None:
        raise ProductNotFound.of(product_id)
    return product
