"""POST /api/v1/plans/{id}/archive: stop selling a plan."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.plans import PlanView
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.archive_plan import archive_plan

app = rest_app()


@app.post("/api/v1/plans/<id>/archive")
def archive(id: PathId) -> Data[PlanView]:
    plan = archive_plan(scope_of(app), id, plans=wiring.plans(), events=wiring.events(), clock=wiring.clock())
    return Data(data=PlanView.of(plan))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
