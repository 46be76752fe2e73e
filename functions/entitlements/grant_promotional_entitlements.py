"""POST /api/v1/customers/{id}/promotional-entitlements: grant features to a customer beside any plan."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.promotions import GrantPromotionsBody, PromotionView
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.customers.grant_promotions import grant_promotions
from tollgate.customers.promotion import PromotionStatus

app = rest_app()


@app.post("/api/v1/customers/<id>/promotional-entitlements", status_code=201)
def grant(id: PathId, body: Annotated[GrantPromotionsBody, Body()]) -> Data[list[PromotionView]]:
    scope, promoting = scope_of(app), wiring.promoting()
    granted = grant_promotions(scope, id, body.to_new(), promoting=promoting, ids=wiring.ids())
    return Data(data=[PromotionView.of(each, PromotionStatus.ACTIVE, scope) for each in granted])


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE)
