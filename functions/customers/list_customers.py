"""GET /api/v1/customers: list the customers of an environment that are not archived, newest first."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.customers import CustomerListQuery, CustomerView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Paged

app = rest_app()


@app.get("/api/v1/customers")
def list_all(query: Annotated[CustomerListQuery, Query()]) -> Paged[CustomerView]:
    page = wiring.customers().page(scope_of(app), query.to_filters(), query.to_page())
    return Paged.of(page, CustomerView.of)


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
