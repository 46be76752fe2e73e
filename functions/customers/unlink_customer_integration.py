"""DELETE /api/v1/customers/{id}/integrations/{integrationId}: unlink a customer from a vendor's system."""

from tollgate import wiring
from tollgate.api.customer_integrations import LinkView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.customers.unlink_integration import unlink_integration

app = rest_app()


@app.delete("/api/v1/customers/<id>/integrations/<integrationId>")
def unlink(id: PathId, integrationId: PathId) -> Data[LinkView]:
    link = unlink_integration(
        scope_of(app),
        id,
        integrationId,
        customers=wiring.customers(),
        linked=wiring.linked_entities(),
        events=wiring.events(),
        clock=wiring.customer_clock(),
    )
    return Data(data=LinkView.of(link))


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE)
