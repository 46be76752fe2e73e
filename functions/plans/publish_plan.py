"""POST /api/v1/plans/{id}/publish: sell the draft of a plan to new customers."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body

from tollgate import wiring
from tollgate.api.packages import PublishedView
from tollgate.api.permissions import Permission
from tollgate.api.plans import PublishPlanBody
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.publish_plan import publish_plan

app = rest_app()


@app.post("/api/v1/plans/<id>/publish")
def publish(id: PathId, body: Annotated[PublishPlanBody, Body()]) -> Data[PublishedView]:
    body.require_supported()
    publish_plan(
        scope_of(app),
        id,
        plans=wiring.plans(),
        addons=wiring.addons(),
        products=wiring.products(),
        events=wiring.events(),
        clock=wiring.clock(),
    )
    return Data(data=PublishedView())


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
