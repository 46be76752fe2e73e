"""GET /api/v1/customers/{id}/integrations/{integrationId}: show one of a customer's links."""

from tollgate import wiring
from tollgate.api.customer_integrations import LinkView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.customers.retrieve_integration import retrieve_integration

app = rest_app()


@app.get("/api/v1/customers/<id>/integrations/<integrationId>")
def retrieve(id: PathId, integrationId: PathId) -> Data[LinkView]:
    return Data(data=LinkView.of(retrieve_integration(scope_of(app), id, integrationId, customers=wiring.customers())))


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
