"""POST /api/v1/products/{id}/duplicate: copy a product with everything it sells."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.products import DuplicateProductBody, ProductView
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.duplicate_product import duplicate_product

app = rest_app()


@app.post("/api/v1/products/<id>/duplicate", status_code=201)
def duplicate(id: PathId, body: Annotated[DuplicateProductBody, Body()]) -> Data[ProductView]:
    product = duplicate_product(
        body.to_request(scope_of(app), id),
        products=wiring.products(),
        plans=wiring.plans(),
        addons=wiring.addons(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return Data(data=ProductView.of(product))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
