"""POST /api/v1/webhooks: tell another system of events from now on."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import caller_of, entrypoint, rest_app, scope_of
from tollgate.api.webhooks import CreateWebhookBody, WebhookView
from tollgate.api.wire import Data
from tollgate.webhooks.create_webhook import create_webhook

app = rest_app()


@app.post("/api/v1/webhooks", status_code=201)
def create(body: Annotated[CreateWebhookBody, Body()]) -> Data[WebhookView]:
    webhook = create_webhook(body.to_request(scope_of(app)), wiring.managing_webhooks())
    return Data(data=WebhookView.of(webhook, caller_of(app)))


handler = entrypoint(app, needs=Permission.ENVIRONMENT_WRITE)
