"""GET /api/v1/products: list the products of an environment, newest first."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.products import ProductListQuery, ProductView
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Paged

app = rest_app()


@app.get("/api/v1/products")
def list_all(query: Annotated[ProductListQuery, Query()]) -> Paged[ProductView]:
    page = wiring.products().page(scope_of(app), query.to_filters(), query.to_page())
    return Paged.of(page, ProductView.of)


handler = entrypoint(app, needs=Permission.CATALOG_READ)
