"""GET /api/v1/features/{id}: show one feature."""

from tollgate import wiring
from tollgate.api.features import FeatureView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.retrieve_feature import retrieve_feature

app = rest_app()


@app.get("/api/v1/features/<id>")
def retrieve(id: PathId) -> Data[FeatureView]:
    return Data(data=FeatureView.of(retrieve_feature(scope_of(app), id, features=wiring.features())))


handler = entrypoint(app, needs=Permission.CATALOG_READ)
