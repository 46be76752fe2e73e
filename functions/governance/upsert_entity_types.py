"""PUT /api/v1-beta/entity-types: define kinds of entities, or change them.

Served under /api/v1 too.
"""

from typing import Annotated

from tollgate import wiring
from tollgate.api.governance import EntityTypeView, UpsertEntityTypesBody
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.governance.upsert_entity_types import upsert_entity_types

app = rest_app()


@app.put("/api/v1-beta/entity-types")
@app.put("/api/v1/entity-types")
def upsert(body: Annotated[UpsertEntityTypesBody, Body()]) -> Data[list[EntityTypeView]]:
    entries = [each.to_type() for each in body.types]
    types = upsert_entity_types(scope_of(app), entries, governing=wiring.governing())
    return Data(data=[EntityTypeView.of(each) for each in types])


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
