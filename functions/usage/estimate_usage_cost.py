"""POST /api/v1/usage/estimate: tell what a measurement would cost in credits, without recording it."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.cost_estimate import CostEstimateView, EstimateUsageBody
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.usage.estimate_cost import estimate_usage_cost

app = rest_app()


@app.post("/api/v1/usage/estimate")
def estimate(body: Annotated[EstimateUsageBody, Body()]) -> Data[CostEstimateView]:
    return Data(data=CostEstimateView.of(estimate_usage_cost(scope_of(app), body.to_usage(), wiring.estimating())))


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
