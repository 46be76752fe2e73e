"""POST /api/v1/credits/grants/{id}/void: take back what is left of a grant."""

from tollgate import wiring
from tollgate.api.credit_grants import GrantView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.credits.void_grant import void_grant

app = rest_app()


@app.post("/api/v1/credits/grants/<id>/void")
def void(id: PathId) -> Data[GrantView]:
    grant = void_grant(scope_of(app), id, ports=wiring.crediting())
    return Data(data=GrantView.of(grant, grant.updated_at))


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE)
