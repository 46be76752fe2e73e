"""POST /api/v1/addons/{id}/archive: stop selling an add-on."""

from tollgate import wiring
from tollgate.api.addons import AddonView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.archive_package import archive_package

app = rest_app()


@app.post("/api/v1/addons/<id>/archive")
def archive(id: PathId) -> Data[AddonView]:
    addon = archive_package(
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
    return Data(data=AddonView.of(addon))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
