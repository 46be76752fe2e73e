"""POST /api/v1/features/{id}/unarchive: take a feature out of the archive."""

from tollgate import wiring
from tollgate.api.features import FeatureView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.unarchive_feature import unarchive_feature

app = rest_app()


@app.post("/api/v1/features/<id>/unarchive")
def unarchive(id: PathId) -> Data[FeatureView]:
    feature = unarchive_feature(
        scope_of(app), id, features=wiring.features(), events=wiring.events(), clock=wiring.clock()
    )
    return Data(data=FeatureView.of(feature))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
