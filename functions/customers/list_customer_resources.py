"""GET /api/v1/customers/{id}/resources: list the resources a customer has subscriptions for, newest first."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.customers import ResourceView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import ListQuery, Paged, PathId
from tollgate.customers.list_resources import list_resources

app = rest_app()


@app.get("/api/v1/customers/<id>/resources")
def list_all(id: PathId, query: Annotated[ListQuery, Query()]) -> Paged[ResourceView]:
    page = list_resources(scope_of(app), id, query.to_page(), customers=wiring.customers())
    return Paged.of(page, ResourceView.of)


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
