"""GET /api/v1/events/rejected: list what arrived by the usage queue and can never count, the newest first."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rejected_usage import RejectedUsageView
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import ListQuery, Paged

app = rest_app()


@app.get("/api/v1/events/rejected")
def list_all(query: Annotated[ListQuery, Query()]) -> Paged[RejectedUsageView]:
    page = wiring.rejected_usage().page(scope_of(app), query.to_page(), now=wiring.clock().now())
    return Paged.of(page, RejectedUsageView.of)


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
