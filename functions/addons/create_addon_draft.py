"""POST /api/v1/addons/{id}/draft: begin the next version of an add-on."""

from tollgate import wiring
from tollgate.api.addons import AddonView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.create_package_draft import create_package_draft

app = rest_app()


@app.post("/api/v1/addons/<id>/draft", status_code=201)
def create_draft(id: PathId) -> Data[AddonView]:
    draft = create_package_draft(scope_of(app), id, packages=wiring.addons(), clock=wiring.clock())
    return Data(data=AddonView.of(draft))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
