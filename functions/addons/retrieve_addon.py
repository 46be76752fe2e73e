"""GET /api/v1/addons/{id}: show one add-on as it is sold, or its draft where it never was."""

from tollgate import wiring
from tollgate.api.addons import AddonView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.retrieve_package import retrieve_package

app = rest_app()


@app.get("/api/v1/addons/<id>")
def retrieve(id: PathId) -> Data[AddonView]:
    return Data(data=AddonView.of(retrieve_package(scope_of(app), id, packages=wiring.addons())))


handler = entrypoint(app, needs=Permission.CATALOG_READ)
