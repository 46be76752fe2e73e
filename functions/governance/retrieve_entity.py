"""GET /api/v1-beta/customers/{id}/entities/{entityId}: show an entity of a customer.

Served under /api/v1 too.
"""

from tollgate import wiring
from tollgate.api.governance import EntityView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.governance.retrieve_entity import retrieve_entity

app = rest_app()


@app.get("/api/v1-beta/customers/<id>/entities/<entityId>")
@app.get("/api/v1/customers/<id>/entities/<entityId>")
def retrieve(id: PathId, entityId: PathId) -> Data[EntityView]:
    entity = retrieve_entity(scope_of(app), id, entityId, governing=wiring.governing())
    return Data(data=EntityView.of(entity))


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
