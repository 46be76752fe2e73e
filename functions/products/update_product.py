"""PATCH /api/v1/products/{id}: change how a product is shown and subscribed to."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.products import ProductView, UpdateProductBody
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.update_product import update_product

app = rest_app()


@app.patch("/api/v1/products/<id>")
def update(id: PathId, body: Annotated[UpdateProductBody, Body()]) -> Data[ProductView]:
    product = update_product(
        body.to_request(scope_of(app), id),
        products=wiring.products(),
        plans=wiring.plans(),
        subscriptions=wiring.subscription_use(),
        events=wiring.events(),
        clock=wiring.clock(),
    )
    return Data(data=ProductView.of(product))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
