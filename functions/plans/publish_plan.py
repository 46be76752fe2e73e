"""POST /api/v1/plans/{id}/publish: sell the draft of a plan, to new customers or to all."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.packages import PublishBody, PublishedView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.publish_plan import publish_plan

app = rest_app()


@app.post("/api/v1/plans/<id>/publish")
def publish(id: PathId, body: Annotated[PublishBody, Body()]) -> Data[PublishedView]:
    published = publish_plan(
        scope_of(app),
        id,
        body.migration_type,
        plans=wiring.plans(),
        addons=wiring.addons(),
        groups=wiring.package_groups(),
        products=wiring.products(),
        tasks=wiring.tasks(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return Data(data=PublishedView(task_id=published.task.id if published.task is not None else None))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
