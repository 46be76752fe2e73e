"""GET /api/v1/customers/{id}/integrations: list a customer's links to vendors' systems, newest first."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.customer_integrations import IntegrationListQuery, LinkView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Paged, PathId
from tollgate.customers.retrieve_integration import list_integrations

app = rest_app()


@app.get("/api/v1/customers/<id>/integrations")
def list_all(id: PathId, query: Annotated[IntegrationListQuery, Query()]) -> Paged[LinkView]:
    scope, vendors = scope_of(app), query.vendor_identifier
    links = list_integrations(scope, id, vendors, customers=wiring.customers())
    name = f"INTEGRATION {id} {vendors and sorted(vendors)}"
    return Paged.of(wiring.whole_lists().page(scope, name, links, query.to_page()), LinkView.of)


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
