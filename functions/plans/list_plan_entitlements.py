"""GET /api/v1/plans/{planId}/entitlements: show what a plan grants, as it is edited."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.plan_entitlements import PlanEntitlementView
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Paged, PathId
from tollgate.catalog.list_plan_entitlements import list_plan_entitlements
from tollgate.shared.page import Page

app = rest_app()


@app.get("/api/v1/plans/<planId>/entitlements")
def list_all(planId: PathId) -> Paged[PlanEntitlementView]:
    entitlements = list_plan_entitlements(scope_of(app), planId, plans=wiring.plans())
    return Paged.of(Page(rows=tuple(entitlements)), PlanEntitlementView.of)


handler = entrypoint(app, needs=Permission.CATALOG_READ)
