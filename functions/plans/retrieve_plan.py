"""GET /api/v1/plans/{id}: show one plan as it is sold, or its draft where it never was."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.plans import PlanView
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.retrieve_plan import retrieve_plan

app = rest_app()


@app.get("/api/v1/plans/<id>")
def retrieve(id: PathId) -> Data[PlanView]:
    return Data(data=PlanView.of(retrieve_plan(scope_of(app), id, plans=wiring.plans())))


handler = entrypoint(app, needs=Permission.CATALOG_READ)
