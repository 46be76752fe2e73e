"""GET /api/v1-beta/customers/{id}/entities: list the entities of a customer, newest first.

Served under /api/v1 too.
"""

from typing import Annotated

from tollgate import wiring
from tollgate.api.governance import EntityListQuery, EntityView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Paged, PathId
from tollgate.governance.list_entities import list_entities

app = rest_app()


@app.get("/api/v1-beta/customers/<id>/entities")
@app.get("/api/v1/customers/<id>/entities")
def list_all(id: PathId, query: Annotated[EntityListQuery, Query()]) -> Paged[EntityView]:
    page = list_entities(scope_of(app), id, query.to_filters(), query.to_page(), governing=wiring.governing())
    return Paged.of(page, EntityView.of)


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
