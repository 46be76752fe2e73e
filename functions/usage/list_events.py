"""GET /api/v1/events: list the kept events of a customer, those of one name."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.events import KeptEventsQuery, KeptEventView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Paged

app = rest_app()


@app.get("/api/v1/events")
def list_all(query: Annotated[KeptEventsQuery, Query()]) -> Paged[KeptEventView]:
    now = wiring.clock().now()
    page = wiring.kept_events().page(scope_of(app), query.customer_id, query.event_name, query.to_page(), now=now)
    return Paged.of(page, KeptEventView.of)


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
