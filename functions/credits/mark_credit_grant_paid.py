"""POST /api/v1/credits/grants/{id}/invoice/paid: let credits count whose invoice was paid some other way."""

from tollgate import wiring
from tollgate.api.credit_grants import GrantView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.credits.grant_payment import mark_grant_paid

app = rest_app()


@app.post("/api/v1/credits/grants/<id>/invoice/paid")
def mark(id: PathId) -> Data[GrantView]:
    grant = mark_grant_paid(scope_of(app), id, ports=wiring.crediting(), billing=wiring.billing_provider())
    return Data(data=GrantView.of(grant, grant.updated_at))


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE)
