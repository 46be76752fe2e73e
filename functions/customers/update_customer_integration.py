"""PATCH /api/v1/customers/{id}/integrations/{integrationId}: link a customer to another entity of a vendor's."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.customer_integrations import LinkView, UpdateLinkBody
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.customers.update_integration import update_integration

app = rest_app()


@app.patch("/api/v1/customers/<id>/integrations/<integrationId>")
def update(id: PathId, integrationId: PathId, body: Annotated[UpdateLinkBody, Body()]) -> Data[LinkView]:
    link = update_integration(
        scope_of(app),
        id,
        integrationId,
        body.synced_entity_id,
        customers=wiring.customers(),
        linked=wiring.linked_entities(),
        events=wiring.events(),
        clock=wiring.customer_clock(),
    )
    return Data(data=LinkView.of(link))


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE)
