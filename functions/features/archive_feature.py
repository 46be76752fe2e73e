"""POST /api/v1/features/{id}/archive: take a feature out of use."""

from tollgate import wiring
from tollgate.api.features import FeatureView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.archive_feature import archive_feature

app = rest_app()


@app.post("/api/v1/features/<id>/archive")
def archive(id: PathId) -> Data[FeatureView]:
    feature = archive_feature(
        scope_of(app),
        id,
        features=wiring.features(),
        groups=wiring.feature_groups(),
        plans=wiring.plans(),
        addons=wiring.addons(),
        events=wiring.events(),
        clock=wiring.clock(),
    )
    return Data(data=FeatureView.of(feature))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
