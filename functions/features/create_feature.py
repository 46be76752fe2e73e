"""POST /api/v1/features: define a capability that is sold."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.features import CreateFeatureBody, FeatureView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.catalog.create_feature import create_feature

app = rest_app()


@app.post("/api/v1/features", status_code=201)
def create(body: Annotated[CreateFeatureBody, Body()]) -> Data[FeatureView]:
    feature = create_feature(
        body.to_request(scope_of(app)),
        features=wiring.features(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return Data(data=FeatureView.of(feature))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
