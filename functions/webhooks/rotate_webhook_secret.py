"""POST /api/v1/webhooks/{id}/rotate-secret: give a webhook another secret; both are good until the grace is over."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import caller_of, entrypoint, rest_app, scope_of
from tollgate.api.webhooks import RotateSecretBody, WebhookView
from tollgate.api.wire import Data, PathId
from tollgate.webhooks.rotate_secret import rotate_secret

app = rest_app()


@app.post("/api/v1/webhooks/<id>/rotate-secret")
def rotate(id: PathId, body: Annotated[RotateSecretBody, Body()]) -> Data[WebhookView]:
    webhook = rotate_secret(scope_of(app), id, body.grace.to_grace(), wiring.managing_webhooks())
    return Data(data=WebhookView.of(webhook, caller_of(app)))


handler = entrypoint(app, needs=Permission.ENVIRONMENT_WRITE)
