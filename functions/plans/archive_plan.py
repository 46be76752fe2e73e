"""POST /api/v1/plans/{id}/archive: stop selling a plan."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.plans import PlanView
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.archive_package import archive_package

app = rest_app()


@app.post("/api/v1/plans/<id>/archive")
def archive(id: PathId) -> Data[PlanView]:
    plan = archive_package(
        scope_of(app),
        id,
        packages=wiring.plans(),
        plans=wiring.plans(),
        addons=wiring.addons(),
        products=wiring.products(),
        groups=wiring.package_groups(),
        events=wiring.events(),
        clock=wiring.clock(),
    )
    return Data(data=PlanView.of(plan))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
