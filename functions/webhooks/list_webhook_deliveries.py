"""GET /api/v1/webhooks/{id}/deliveries: list what a webhook was told of in the last 30 days, newest first."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.webhook_deliveries import DeliveryListQuery, DeliveryView
from tollgate.api.wire import Paged, PathId
from tollgate.webhooks.list_deliveries import list_deliveries

app = rest_app()


@app.get("/api/v1/webhooks/<id>/deliveries")
def list_all(id: PathId, query: Annotated[DeliveryListQuery, Query()]) -> Paged[DeliveryView]:
    page = list_deliveries(
        query.to_request(scope_of(app), id), webhooks=wiring.webhooks(), deliveries=wiring.deliveries()
    )
    return Paged.of(page, DeliveryView.of)


handler = entrypoint(app, needs=Permission.ENVIRONMENT_READ)
