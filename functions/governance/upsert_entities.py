"""PUT /api/v1-beta/customers/{id}/entities: name entities of a customer, or change them.

Served under /api/v1 too.
"""

from typing import Annotated

from tollgate import wiring
from tollgate.api.governance import EntityView, UpsertEntitiesBody
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.governance.upsert_entities import upsert_entities

app = rest_app()


@app.put("/api/v1-beta/customers/<id>/entities")
@app.put("/api/v1/customers/<id>/entities")
def upsert(id: PathId, body: Annotated[UpsertEntitiesBody, Body()]) -> Data[list[EntityView]]:
    entities = upsert_entities(scope_of(app), id, body.to_entities(), governing=wiring.governing())
    return Data(data=[EntityView.of(each) for each in entities])


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE)
