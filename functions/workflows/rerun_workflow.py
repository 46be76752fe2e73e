"""POST /api/v1/workflow-runs/{id}/rerun: run a workflow again with the version and the input of a former run."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.api.workflows import RunSummary
from tollgate.workflows.end_run import rerun

app = rest_app()


@app.post("/api/v1/workflow-runs/<id>/rerun", status_code=201)
def again(id: PathId) -> Data[RunSummary]:
    return Data(data=RunSummary.of(rerun(scope_of(app), id, wiring.running())))


handler = entrypoint(app, needs=Permission.ENVIRONMENT_WRITE)
