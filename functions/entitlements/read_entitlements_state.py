"""GET /v1/a/{accountId}/e/{environmentId}/c/{customerId}/entitlements-state.json: show what may be used, or why not."""

from typing import Annotated

from tollgate.api.edge_documents import REVALIDATED, EdgeDocument, described, edge_caller, unless_held
from tollgate.api.edge_entitlements import EdgeEntitlementsStateView, OwnerQuery, state_at
from tollgate.api.entitled_currencies import currencies_in
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query, Response
from tollgate.api.rest import entrypoint, rest_app
from tollgate.api.wire import PathId

app = rest_app()


@app.get(
    "/v1/a/<accountId>/e/<environmentId>/c/<customerId>/entitlements-state.json",
    responses=described(EdgeEntitlementsStateView),
)
def read(
    accountId: PathId, environmentId: PathId, customerId: PathId, query: Annotated[OwnerQuery, Query()]
) -> Response[str]:
    state = state_at(app, accountId, environmentId, customerId, query)
    view = EdgeEntitlementsStateView.of(state, currencies_in(edge_caller(app, accountId, environmentId).scope, state))
    return unless_held(app, EdgeDocument.of(view), cache_control=REVALIDATED)


handler = entrypoint(app, needs=Permission.ENTITLEMENT_READ)
