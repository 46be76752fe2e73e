"""POST /api/v1/customers/{id}/integrations: link a customer to its entity in a vendor's system."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.customer_integrations import LinkBody, LinkView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.customers.link_integration import link_integration

app = rest_app()


@app.post("/api/v1/customers/<id>/integrations", status_code=201)
def link(id: PathId, body: Annotated[LinkBody, Body()]) -> Data[LinkView]:
    linked = link_integration(
        body.to_request(scope_of(app), id),
        customers=wiring.customers(),
        linked=wiring.linked_entities(),
        events=wiring.events(),
        clock=wiring.customer_clock(),
    )
    return Data(data=LinkView.of(linked))


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE)
