"""PATCH /api/v1/workflows/{id}: rename a workflow, switch it on or off, or give it another definition."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.api.workflows import UpdateWorkflowBody, WorkflowView
from tollgate.workflows.save_workflow import retrieve_workflow, update_workflow

app = rest_app()


@app.patch("/api/v1/workflows/<id>")
def update(id: PathId, body: Annotated[UpdateWorkflowBody, Body()]) -> Data[WorkflowView]:
    saving = wiring.saving()
    _, former = retrieve_workflow(scope_of(app), id, saving.running)
    workflow, definition = update_workflow(scope_of(app), id, body.to_changes(former), saving)
    return Data(data=WorkflowView.showing(workflow, definition))


handler = entrypoint(app, needs=Permission.ENVIRONMENT_WRITE)
