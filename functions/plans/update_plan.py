"""PATCH /api/v1/plans/{id}: change the draft of a plan, and its metadata at once."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.plans import PlanView, UpdatePlanBody
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.update_plan import update_plan

app = rest_app()


@app.patch("/api/v1/plans/<id>")
def update(id: PathId, body: Annotated[UpdatePlanBody, Body()]) -> Data[PlanView]:
    plan = update_plan(
        body.to_request(scope_of(app), id),
        plans=wiring.plans(),
        addons=wiring.addons(),
        groups=wiring.package_groups(),
        features=wiring.features(),
        currencies=wiring.custom_currencies(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return Data(data=PlanView.of(plan))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
