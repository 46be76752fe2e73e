"""DELETE /api/v1/plans/{planId}/entitlements/{id}: take a feature or credits out of a plan, in its draft."""

from tollgate import wiring
from tollgate.api.package_entitlements import EntitlementView, view_of
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.delete_package_entitlement import delete_package_entitlement

app = rest_app()


@app.delete("/api/v1/plans/<planId>/entitlements/<id>")
def delete(planId: PathId, id: PathId) -> Data[EntitlementView]:
    entitlement = delete_package_entitlement(scope_of(app), planId, id, packages=wiring.plans(), clock=wiring.clock())
    return Data(data=view_of(entitlement))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
