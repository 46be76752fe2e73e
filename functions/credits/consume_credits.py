"""POST /api/v1/credits/consumption: burn credits and answer with the balance after it."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.credit_consumption import ConsumedView, ConsumptionBody
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.credits.consume import consume_credits

app = rest_app()


@app.post("/api/v1/credits/consumption", status_code=201)
def consume(body: Annotated[ConsumptionBody, Body()]) -> Data[ConsumedView]:
    consumed = consume_credits(
        scope_of(app), body.to_consumption(), ports=wiring.crediting(), today=wiring.clock().now()
    )
    return Data(data=ConsumedView.of(consumed))


handler = entrypoint(app, needs=Permission.USAGE_WRITE)
