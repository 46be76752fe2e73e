"""DELETE /api/v1/addons/{id}/draft: give up the changes of a draft."""

from tollgate import wiring
from tollgate.api.packages import RemovedDraftView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.remove_package_draft import remove_package_draft

app = rest_app()


@app.delete("/api/v1/addons/<id>/draft")
def remove_draft(id: PathId) -> Data[RemovedDraftView]:
    draft = remove_package_draft(
        scope_of(app),
        id,
        packages=wiring.addons(),
        plans=wiring.plans(),
        addons=wiring.addons(),
        products=wiring.products(),
        groups=wiring.package_groups(),
        events=wiring.events(),
        clock=wiring.clock(),
    )
    return Data(data=RemovedDraftView(id=draft.id))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
