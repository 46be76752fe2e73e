"""POST /api/v1/event-queue: give the environment a durable queue that carries what webhooks are told of."""

from typing import Annotated

from tollgate.api.event_queues import EventQueueView, ProvisionQueueBody, provisioned
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import caller_of, entrypoint, rest_app, scope_of
from tollgate.api.wire import Data

app = rest_app()


@app.post("/api/v1/event-queue", status_code=201)
def provision(body: Annotated[ProvisionQueueBody, Body()]) -> Data[EventQueueView]:
    return Data(data=EventQueueView.of(provisioned(body.to_request(scope_of(app)), caller_of(app))))


handler = entrypoint(app, needs=Permission.ENVIRONMENT_WRITE, acts_at_once=True)
