"""GET /api/v1/plans/{id}/overage-charges: show what a plan charges beyond its limits, as it is edited."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.charge_views import ChargeView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import ListQuery, Paged, PathId
from tollgate.catalog.draft import edited_version
from tollgate.catalog.price_use import price_use_of

app = rest_app()


@app.get("/api/v1/plans/<id>/overage-charges")
def list_all(id: PathId, query: Annotated[ListQuery, Query()]) -> Paged[ChargeView]:
    plan = edited_version(scope_of(app), id, packages=wiring.plans())
    page = wiring.whole_lists().page(
        scope_of(app), f"overage-charges of {id}", plan.charges.overage_prices(), query.to_page()
    )
    is_used = price_use_of(scope_of(app), id, use=wiring.version_use(), versions=wiring.plan_versions())
    return Paged.of(page, lambda price: ChargeView.of(price, is_used=is_used(price)))


handler = entrypoint(app, needs=Permission.CATALOG_READ)
