"""POST /api/v1/events/estimate: tell what an event would cost in credits, without recording it."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.cost_estimate import CostEstimateView, EstimateEventBody
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.usage.estimate_cost import estimate_event_cost

app = rest_app()


@app.post("/api/v1/events/estimate")
def estimate(body: Annotated[EstimateEventBody, Body()]) -> Data[CostEstimateView]:
    return Data(data=CostEstimateView.of(estimate_event_cost(scope_of(app), body.to_event(), wiring.estimating())))


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
