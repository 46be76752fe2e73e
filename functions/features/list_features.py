"""GET /api/v1/features: list the features of an environment, newest first."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.features import FeatureListQuery, FeatureView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Paged

app = rest_app()


@app.get("/api/v1/features")
def list_all(query: Annotated[FeatureListQuery, Query()]) -> Paged[FeatureView]:
    page = wiring.features().page(scope_of(app), query.to_filters(), query.to_page())
    return Paged.of(page, FeatureView.of)


handler = entrypoint(app, needs=Permission.CATALOG_READ)
