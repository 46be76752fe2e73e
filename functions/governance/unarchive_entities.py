"""POST /api/v1-beta/customers/{id}/entities/unarchive: put entities of a customer back into governance.

Served under /api/v1 too.
"""

from typing import Annotated

from tollgate import wiring
from tollgate.api.governance import EntityIdsBody, EntityIdsView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.governance.archive_entities import unarchive_entities

app = rest_app()


@app.post("/api/v1-beta/customers/<id>/entities/unarchive")
@app.post("/api/v1/customers/<id>/entities/unarchive")
def unarchive(id: PathId, body: Annotated[EntityIdsBody, Body()]) -> Data[EntityIdsView]:
    ids = unarchive_entities(scope_of(app), id, body.ids, governing=wiring.governing())
    return Data(data=EntityIdsView(ids=ids))


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE)
