"""POST /api/v1/workflow-triggers/{triggerId}: start a workflow by the name of its API trigger."""

from typing import Annotated

from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import caller_of, entrypoint, request_id_of, rest_app
from tollgate.api.wire import Data, PathId
from tollgate.api.workflow_calls import call_trigger
from tollgate.api.workflows import CalledView, TriggerBody

app = rest_app()


@app.post("/api/v1/workflow-triggers/<triggerId>")
def trigger(triggerId: PathId, body: Annotated[TriggerBody, Body()]) -> Data[CalledView]:
    called = call_trigger(caller_of(app), triggerId, body.payload, is_test=body.is_test, trace_id=request_id_of(app))
    return Data(data=called)


handler = entrypoint(app, needs=Permission.ENVIRONMENT_WRITE, acts_at_once=True)
