"""POST /api/v1/workflows/{id}/runs: start a workflow by hand, with an input."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.api.workflows import RunBody, RunSummary
from tollgate.workflows.trigger_workflow import run_by_hand

app = rest_app()


@app.post("/api/v1/workflows/<id>/runs", status_code=201)
def start(id: PathId, body: Annotated[RunBody, Body()]) -> Data[RunSummary]:
    named, is_test = body.trigger_id, body.is_test
    run = run_by_hand(scope_of(app), id, body.input, wiring.running(), trigger_id=named, is_test=is_test)
    return Data(data=RunSummary.of(run))


handler = entrypoint(app, needs=Permission.ENVIRONMENT_WRITE)
