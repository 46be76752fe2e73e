"""POST /api/v1/credits/consumption/async: take in up to 1,000 consumptions, to be burnt a little later."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.credit_consumption import ConsumptionsBody
from tollgate.api.events import LARGEST_EVENTS_BODY, Accepted
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.credits.consume_async import consume_async

app = rest_app()


@app.post("/api/v1/credits/consumption/async", status_code=201)
def consume(body: Annotated[ConsumptionsBody, Body()]) -> Data[Accepted]:
    consume_async(
        scope_of(app),
        body.to_consumptions(),
        queue=wiring.consumption_queue(),
        access=wiring.access(),
        clock=wiring.customer_clock(),
    )
    return Data(data=Accepted())


handler = entrypoint(app, needs=Permission.USAGE_WRITE, largest_body=LARGEST_EVENTS_BODY, acts_at_once=True)
