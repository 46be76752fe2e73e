"""POST /api/v1/webhooks/{id}/test: send the endpoint a sample of an event, and show what it answered."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.webhooks import TryWebhookBody
from tollgate.api.wire import Data, PathId
from tollgate.webhooks.send_test_event import TriedEndpoint, try_webhook

app = rest_app()


@app.post("/api/v1/webhooks/<id>/test")
def send(id: PathId, body: Annotated[TryWebhookBody, Body()]) -> Data[TriedEndpoint]:
    return Data(data=try_webhook(scope_of(app), id, body.event_type, wiring.trying_webhooks()))


handler = entrypoint(app, needs=Permission.ENVIRONMENT_WRITE, acts_at_once=True)
