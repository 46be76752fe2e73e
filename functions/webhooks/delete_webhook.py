"""DELETE /api/v1/webhooks/{id}: tell an endpoint of nothing any more."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.rest import caller_of, entrypoint, rest_app, scope_of
from tollgate.api.webhooks import WebhookView
from tollgate.api.wire import Data, PathId
from tollgate.webhooks.delete_webhook import delete_webhook

app = rest_app()


@app.delete("/api/v1/webhooks/<id>")
def delete(id: PathId) -> Data[WebhookView]:
    webhook = delete_webhook(scope_of(app), id, wiring.managing_webhooks())
    return Data(data=WebhookView.of(webhook, caller_of(app)))


handler = entrypoint(app, needs=Permission.ENVIRONMENT_WRITE)
