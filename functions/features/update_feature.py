"""PATCH /api/v1/features/{id}: change how a feature is shown, or its values."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.features import FeatureView, UpdateFeatureBody
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.update_feature import update_feature

app = rest_app()


@app.patch("/api/v1/features/<id>")
def update(id: PathId, body: Annotated[UpdateFeatureBody, Body()]) -> Data[FeatureView]:
    feature = update_feature(
        body.to_request(scope_of(app), id),
        features=wiring.features(),
        plans=wiring.plans(),
        addons=wiring.addons(),
        tasks=wiring.tasks(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return Data(data=FeatureView.of(feature))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
