"""POST /api/v1/products/{id}/unarchive: sell a product again."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.products import ProductView
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.unarchive_product import unarchive_product

app = rest_app()


@app.post("/api/v1/products/<id>/unarchive")
def unarchive(id: PathId) -> Data[ProductView]:
    product = unarchive_product(
        scope_of(app), id, products=wiring.products(), events=wiring.events(), clock=wiring.clock()
    )
    return Data(data=ProductView.of(product))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
