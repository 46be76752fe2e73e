"""GET /api/v1/customers/{id}/entitlements: list everything a customer may use now."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.entitled_currencies import currencies_in
from tollgate.api.entitlements import EntitlementListQuery, EntitlementsStateView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.entitlements.list import list_entitlements

app = rest_app()


@app.get("/api/v1/customers/<id>/entitlements")
def list_all(id: PathId, query: Annotated[EntitlementListQuery, Query()]) -> Data[EntitlementsStateView]:
    scope = scope_of(app)
    state = list_entitlements(scope, id, query.resource_id, checking=wiring.checking())
    return Data(data=EntitlementsStateView.of(state, currencies_in(scope, state)))


handler = entrypoint(app, needs=Permission.ENTITLEMENT_READ)
