"""GET /api/v1/customers/{id}/entitlements: list everything a customer may use now."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.entitlements import EntitlementListQuery, EntitlementsStateView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.entitlements.list import list_entitlements

app = rest_app()


@app.get("/api/v1/customers/<id>/entitlements")
def list_all(id: PathId, query: Annotated[EntitlementListQuery, Query()]) -> Data[EntitlementsStateView]:
    state = list_entitlements(scope_of(app), id, query.resource_id, checking=wiring.checking())
    return Data(data=EntitlementsStateView.of(state))


handler = entrypoint(app, needs=Permission.ENTITLEMENT_READ)
