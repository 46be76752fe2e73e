"""GET /api/v1/test-clocks: list the test clocks of an environment, newest first."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.test_clocks import TestClockView
from tollgate.api.wire import ListQuery, Paged

app = rest_app()


@app.get("/api/v1/test-clocks")
def list_all(query: Annotated[ListQuery, Query()]) -> Paged[TestClockView]:
    return Paged.of(wiring.test_clocks().page(scope_of(app), query.to_page()), TestClockView.of)


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
