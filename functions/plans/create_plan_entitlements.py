"""POST /api/v1/plans/{planId}/entitlements: put features and credits into a plan, in its draft."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.package_entitlements import CreateEntitlementsBody, EntitlementView, view_of
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.create_package_entitlements import create_package_entitlements

app = rest_app()


@app.post("/api/v1/plans/<planId>/entitlements", status_code=201)
def create(planId: PathId, body: Annotated[CreateEntitlementsBody, Body()]) -> Data[list[EntitlementView]]:
    entitlements = create_package_entitlements(
        body.to_request(scope_of(app), planId),
        packages=wiring.plans(),
        features=wiring.features(),
        currencies=wiring.custom_currencies(),
        groups=wiring.feature_groups(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return Data(data=[view_of(entitlement) for entitlement in entitlements])


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
