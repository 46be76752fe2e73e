"""POST /api/v1/workflows: define what happens by itself when something else happens."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.api.workflows import WorkflowBody, WorkflowView
from tollgate.workflows.save_workflow import create_workflow

app = rest_app()


@app.post("/api/v1/workflows", status_code=201)
def create(body: Annotated[WorkflowBody, Body()]) -> Data[WorkflowView]:
    workflow, definition = create_workflow(scope_of(app), body.to_new(), wiring.saving())
    return Data(data=WorkflowView.showing(workflow, definition))


handler = entrypoint(app, needs=Permission.ENVIRONMENT_WRITE)
