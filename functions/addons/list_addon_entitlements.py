"""GET /api/v1/addons/{addonId}/entitlements: show what an add-on grants, as it is edited."""

from tollgate import wiring
from tollgate.api.package_entitlements import EntitlementView, view_of
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Paged, PathId
from tollgate.catalog.list_package_entitlements import list_package_entitlements
from tollgate.shared.page import Page

app = rest_app()


@app.get("/api/v1/addons/<addonId>/entitlements")
def list_all(addonId: PathId) -> Paged[EntitlementView]:
    entitlements = list_package_entitlements(scope_of(app), addonId, packages=wiring.addons())
    return Paged.of(Page(rows=tuple(entitlements)), view_of)


handler = entrypoint(app, needs=Permission.CATALOG_READ)
