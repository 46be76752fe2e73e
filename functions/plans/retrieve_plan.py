"""GET /api/v1/plans/{id}: show one plan as it is sold, or its draft where it never was."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.plans import PlanView
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.retrieve_package import retrieve_package

app = rest_app()


@app.get("/api/v1/plans/<id>")
def retrieve(id: PathId) -> Data[PlanView]:
    return Data(data=PlanView.of(retrieve_package(scope_of(app), id, packages=wiring.plans())))


handler = entrypoint(app, needs=Permission.CATALOG_READ)
