"""PATCH /api/v1/webhooks/{id}: change a webhook, or switch it on or off."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import caller_of, entrypoint, rest_app, scope_of
from tollgate.api.webhooks import UpdateWebhookBody, WebhookView
from tollgate.api.wire import Data, PathId
from tollgate.webhooks.update_webhook import update_webhook

app = rest_app()


@app.patch("/api/v1/webhooks/<id>")
def update(id: PathId, body: Annotated[UpdateWebhookBody, Body()]) -> Data[WebhookView]:
    webhook = update_webhook(body.to_request(scope_of(app), id), wiring.managing_webhooks())
    return Data(data=WebhookView.of(webhook, caller_of(app)))


handler = entrypoint(app, needs=Permission.ENVIRONMENT_WRITE)
