"""The product every environment begins with."""

from tollgate.catalog.create_product import CreateProductRequest, create_product
from tollgate.catalog.ports import ProductRepository
from tollgate.catalog.product import Product
from tollgate.shared.clock import Clock
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope

DEFAULT_PRODUCT_ID = "product-default"
"""The same in every environment, so that plans can be made without looking it up."""


def create_default_product(
    scope: Scope, *, display_name: str, products: ProductRepository, events: EventRecorder, clock: Clock, ids: Ids
) -> Product:
    """Return the default product of a new environment; it may be renamed, and never archived."""
    request = CreateProductRequest(scope=scope, id=DEFAULT_PRODUCT_ID, display_name=display_name, is_default=True)
    return create_product(request, products=products, events=events, clock=clock, ids=ids)
