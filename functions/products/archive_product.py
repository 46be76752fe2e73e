"""POST /api/v1/products/{id}/archive: stop selling a product and its plans."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.products import ProductView
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.archive_product import archive_product

app = rest_app()


@app.post("/api/v1/products/<id>/archive")
def archive(id: PathId) -> Data[ProductView]:
    product = archive_product(
        scope_of(app),
        id,
        products=wiring.products(),
        plans=wiring.plans(),
        addons=wiring.addons(),
        groups=wiring.package_groups(),
        subscriptions=wiring.subscription_use(),
        events=wiring.events(),
        clock=wiring.clock(),
    )
    return Data(data=ProductView.of(product))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
