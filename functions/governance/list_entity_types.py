"""GET /api/v1-beta/entity-types: list the kinds of entities, newest first.

Served under /api/v1 too.
"""

from typing import Annotated

from tollgate import wiring
from tollgate.api.governance import EntityTypeView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import ListQuery, Paged
from tollgate.governance.list_entity_types import list_entity_types

app = rest_app()


@app.get("/api/v1-beta/entity-types")
@app.get("/api/v1/entity-types")
def list_all(query: Annotated[ListQuery, Query()]) -> Paged[EntityTypeView]:
    page = list_entity_types(scope_of(app), query.to_page(), governing=wiring.governing())
    return Paged.of(page, EntityTypeView.of)


handler = entrypoint(app, needs=Permission.CATALOG_READ)
