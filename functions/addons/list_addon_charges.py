"""GET /api/v1/addons/{id}/charges: show what an add-on charges, as it is edited."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.charge_views import ChargeView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import ListQuery, Paged, PathId
from tollgate.catalog.draft import edited_version

app = rest_app()


@app.get("/api/v1/addons/<id>/charges")
def list_all(id: PathId, query: Annotated[ListQuery, Query()]) -> Paged[ChargeView]:
    addon = edited_version(scope_of(app), id, packages=wiring.addons())
    page = wiring.whole_lists().page(scope_of(app), f"charges of {id}", addon.charges.prices(), query.to_page())
    is_held = wiring.subscription_use().holds_addon(scope_of(app), product_id=addon.product_id, addon_id=id)
    # Which of its versions subscriptions pay for is not looked at.
    return Paged.of(page, lambda price: ChargeView.of(price, is_used=None if is_held else False))


handler = entrypoint(app, needs=Permission.CATALOG_READ)
