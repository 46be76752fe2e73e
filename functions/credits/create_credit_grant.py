"""POST /api/v1/credits/grants: grant credits to a customer, or to one of its resources."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.credit_grants import CreateGrantBody, GrantView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.credits.create_grant import create_grant

app = rest_app()


@app.post("/api/v1/credits/grants", status_code=201)
def create(body: Annotated[CreateGrantBody, Body()]) -> Data[GrantView]:
    ports = wiring.crediting()
    grant = create_grant(body.to_request(scope_of(app)), ports=ports, billing=wiring.billing_provider())
    return Data(data=GrantView.of(grant, max(grant.updated_at, grant.created_at)))


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE)
