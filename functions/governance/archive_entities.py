"""POST /api/v1-beta/customers/{id}/entities/archive: take entities of a customer out of governance.

Served under /api/v1 too.
"""

from typing import Annotated

from tollgate import wiring
from tollgate.api.governance import EntityIdsBody, EntityIdsView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.governance.archive_entities import archive_entities

app = rest_app()


@app.post("/api/v1-beta/customers/<id>/entities/archive")
@app.post("/api/v1/customers/<id>/entities/archive")
def archive(id: PathId, body: Annotated[EntityIdsBody, Body()]) -> Data[EntityIdsView]:
    ids = archive_entities(scope_of(app), id, body.ids, governing=wiring.governing())
    return Data(data=EntityIdsView(ids=ids))


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE)
