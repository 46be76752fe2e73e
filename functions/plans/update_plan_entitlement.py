"""PATCH /api/v1/plans/{planId}/entitlements/{id}: change what a plan grants of a feature, in its draft."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.plan_entitlements import PlanEntitlementView, UpdatePlanEntitlementBody
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.update_plan_entitlement import update_plan_entitlement

app = rest_app()


@app.patch("/api/v1/plans/<planId>/entitlements/<id>")
def update(planId: PathId, id: PathId, body: Annotated[UpdatePlanEntitlementBody, Body()]) -> Data[PlanEntitlementView]:
    entitlement = update_plan_entitlement(
        body.to_request(scope_of(app), planId, id),
        plans=wiring.plans(),
        features=wiring.features(),
        clock=wiring.clock(),
    )
    return Data(data=PlanEntitlementView.of(entitlement))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
