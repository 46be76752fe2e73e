"""GET /api/v1/webhooks: list the webhooks of an environment, newest first."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import caller_of, entrypoint, rest_app, scope_of
from tollgate.api.webhooks import WebhookListQuery, WebhookView
from tollgate.api.wire import Paged

app = rest_app()


@app.get("/api/v1/webhooks")
def list_all(query: Annotated[WebhookListQuery, Query()]) -> Paged[WebhookView]:
    page = wiring.webhooks().page(scope_of(app), query.status, query.to_page())
    return Paged.of(page, lambda webhook: WebhookView.of(webhook, caller_of(app)))


handler = entrypoint(app, needs=Permission.ENVIRONMENT_READ)
