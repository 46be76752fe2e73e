"""GET /api/v1/workflow-runs/{id}: show a run with what each of its nodes was given and returned."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.api.workflows import RunView
from tollgate.workflows.end_run import retrieve_run

app = rest_app()


@app.get("/api/v1/workflow-runs/<id>")
def retrieve(id: PathId) -> Data[RunView]:
    scope, running = scope_of(app), wiring.running()
    run = retrieve_run(scope, id, running)
    hidden = running.secrets.all(scope).values()
    return Data(data=RunView.showing(run, running.runs.executions(scope, id), hidden))


handler = entrypoint(app, needs=Permission.ENVIRONMENT_READ)
