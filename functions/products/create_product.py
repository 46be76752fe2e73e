"""POST /api/v1/products: define a line of plans."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.products import CreateProductBody, ProductView
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.catalog.create_product import create_product

app = rest_app()


@app.post("/api/v1/products", status_code=201)
def create(body: Annotated[CreateProductBody, Body()]) -> Data[ProductView]:
    product = create_product(
        body.to_request(scope_of(app)),
        products=wiring.products(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return Data(data=ProductView.of(product))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
