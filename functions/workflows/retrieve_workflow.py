"""GET /api/v1/workflows/{id}: show a workflow with its definition, of the present version or of another."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.api.workflows import WorkflowQuery, WorkflowView
from tollgate.workflows.save_workflow import retrieve_workflow

app = rest_app()


@app.get("/api/v1/workflows/<id>")
def retrieve(id: PathId, query: Annotated[WorkflowQuery, Query()]) -> Data[WorkflowView]:
    workflow, definition = retrieve_workflow(scope_of(app), id, wiring.running(), version=query.version)
    return Data(data=WorkflowView.showing(workflow, definition, version=query.version))


handler = entrypoint(app, needs=Permission.ENVIRONMENT_READ)
