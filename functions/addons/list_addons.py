"""GET /api/v1/addons: list the add-ons of an environment, newest first."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.addons import AddonView
from tollgate.api.packages import PackageListQuery
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Paged

app = rest_app()


@app.get("/api/v1/addons")
def list_all(query: Annotated[PackageListQuery, Query()]) -> Paged[AddonView]:
    page = wiring.addons().page(scope_of(app), query.to_filters(), query.to_page())
    return Paged.of(page, AddonView.of)


handler = entrypoint(app, needs=Permission.CATALOG_READ)
