"""PATCH /api/v1/plans/{planId}/entitlements/{id}: change what a plan grants, in its draft."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.package_entitlements import EntitlementBody, EntitlementView, to_update, view_of
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.update_package_entitlement import update_package_entitlement

app = rest_app()


@app.patch("/api/v1/plans/<planId>/entitlements/<id>")
def update(planId: PathId, id: PathId, body: Annotated[EntitlementBody, Body()]) -> Data[EntitlementView]:
    entitlement = update_package_entitlement(
        to_update(body, scope_of(app), planId, id),
        packages=wiring.plans(),
        features=wiring.features(),
        clock=wiring.clock(),
    )
    return Data(data=view_of(entitlement))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
