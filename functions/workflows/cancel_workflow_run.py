"""POST /api/v1/workflow-runs/{id}/cancel: call a run off; what it did stays done."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.api.workflows import RunSummary
from tollgate.workflows.end_run import cancel_run

app = rest_app()


@app.post("/api/v1/workflow-runs/<id>/cancel")
def cancel(id: PathId) -> Data[RunSummary]:
    return Data(data=RunSummary.of(cancel_run(scope_of(app), id, wiring.running())))


handler = entrypoint(app, needs=Permission.ENVIRONMENT_WRITE)
