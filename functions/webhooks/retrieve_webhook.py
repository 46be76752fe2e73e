"""GET /api/v1/webhooks/{id}: show a webhook, and whether its endpoint has been failing."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.rest import caller_of, entrypoint, rest_app, scope_of
from tollgate.api.webhooks import WebhookView
from tollgate.api.wire import Data, PathId
from tollgate.webhooks.managing import found

app = rest_app()


@app.get("/api/v1/webhooks/<id>")
def retrieve(id: PathId) -> Data[WebhookView]:
    return Data(data=WebhookView.of(found(scope_of(app), id, wiring.webhooks()), caller_of(app)))


handler = entrypoint(app, needs=Permission.ENVIRONMENT_READ)
