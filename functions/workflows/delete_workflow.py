"""DELETE /api/v1/workflows/{id}: let nothing start a workflow any more; runs that have begun go on."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.api.workflows import WorkflowSummary
from tollgate.workflows.save_workflow import delete_workflow

app = rest_app()


@app.delete("/api/v1/workflows/<id>")
def delete(id: PathId) -> Data[WorkflowSummary]:
    return Data(data=WorkflowSummary.of(delete_workflow(scope_of(app), id, wiring.saving())))


handler = entrypoint(app, needs=Permission.ENVIRONMENT_WRITE)
