"""GET /api/v1/addons/{id}/charges: show what an add-on charges, as it is edited."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from tollgate import wiring
from tollgate.api.charge_views import ChargeView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import ListQuery, Paged, PathId
from tollgate.catalog.draft import edited_version

app = rest_app()


@app.get("/api/v1/addons/<id>/charges")
def list_all(id: PathId, query: Annotated[ListQuery, Query()]) -> Paged[ChargeView]:
    addon = edited_version(scope_of(app), id, packages=wiring.addons())
    page = wiring.whole_lists().page(scope_of(app), f"charges of {id}", addon.charges.prices(), query.to_page())
    # No subscription holds an add-on, so that none pays for it.
    return Paged.of(page, lambda price: ChargeView.of(price, is_used=False))


handler = entrypoint(app, needs=Permission.CATALOG_READ)
