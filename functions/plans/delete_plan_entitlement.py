"""DELETE /api/v1/plans/{planId}/entitlements/{id}: take a feature out of a plan, in its draft."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.plan_entitlements import PlanEntitlementView
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.delete_plan_entitlement import delete_plan_entitlement

app = rest_app()


@app.delete("/api/v1/plans/<planId>/entitlements/<id>")
def delete(planId: PathId, id: PathId) -> Data[PlanEntitlementView]:
    entitlement = delete_plan_entitlement(scope_of(app), planId, id, plans=wiring.plans(), clock=wiring.clock())
    return Data(data=PlanEntitlementView.of(entitlement))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
