"""POST /api/v1/plans: define a plan, as a draft or published at once."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.plans import CreatePlanBody, PlanView
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.catalog.create_plan import create_plan

app = rest_app()


@app.post("/api/v1/plans", status_code=201)
def create(body: Annotated[CreatePlanBody, Body()]) -> Data[PlanView]:
    plan = create_plan(
        body.to_request(scope_of(app)),
        plans=wiring.plans(),
        addons=wiring.addons(),
        groups=wiring.package_groups(),
        products=wiring.products(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return Data(data=PlanView.of(plan))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
