"""GET /api/v1/customers/{id}/promotional-entitlements: list what was granted beside any plan, newest first."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.promotions import PromotionListQuery, PromotionView
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Paged, PathId
from tollgate.customers.list_promotions import list_promotions

app = rest_app()


@app.get("/api/v1/customers/<id>/promotional-entitlements")
def list_all(id: PathId, query: Annotated[PromotionListQuery, Query()]) -> Paged[PromotionView]:
    scope = scope_of(app)
    page, seen = list_promotions(
        scope,
        id,
        query.to_filters(),
        query.to_page(),
        promotions=wiring.promotions(),
        access=wiring.access(),
        clock=wiring.customer_clock(),
    )
    return Paged.of(page, lambda each: PromotionView.of(each, seen.status_of(each), scope))


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
