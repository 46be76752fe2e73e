"""POST /api/v1/plans/{planId}/entitlements: put features into a plan, in its draft."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.plan_entitlements import CreatePlanEntitlementsBody, PlanEntitlementView
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.create_plan_entitlements import create_plan_entitlements

app = rest_app()


@app.post("/api/v1/plans/<planId>/entitlements", status_code=201)
def create(planId: PathId, body: Annotated[CreatePlanEntitlementsBody, Body()]) -> Data[list[PlanEntitlementView]]:
    entitlements = create_plan_entitlements(
        body.to_request(scope_of(app), planId),
        plans=wiring.plans(),
        features=wiring.features(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return Data(data=[PlanEntitlementView.of(entitlement) for entitlement in entitlements])


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
