"""GET /api/v1/events/count: count the kept events of a customer, those of one name."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.events import EventCount, EventCountQuery
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data

app = rest_app()


@app.get("/api/v1/events/count")
def count(query: Annotated[EventCountQuery, Query()]) -> Data[EventCount]:
    now = wiring.clock().now()
    found = wiring.kept_events().count(scope_of(app), query.customer_id, query.event_name, now=now)
    return Data(data=EventCount(count=found))


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
