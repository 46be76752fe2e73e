"""GET /api/v1/credits/grants: list the grants to a customer, or to one of its resources, newest first."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.credit_grants import GrantListQuery, GrantView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Paged
from tollgate.credits.list_grants import list_grants

app = rest_app()


@app.get("/api/v1/credits/grants")
def list_all(query: Annotated[GrantListQuery, Query()]) -> Paged[GrantView]:
    listed = list_grants(scope_of(app), query.to_filters(), query.to_page(), ports=wiring.crediting())
    return Paged.of(listed.page, lambda grant: GrantView.of(grant, listed.now))


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
