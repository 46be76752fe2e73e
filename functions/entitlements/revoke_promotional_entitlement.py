"""DELETE /api/v1/customers/{id}/promotional-entitlements/{featureId}: take back what was granted of a feature."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.promotions import PromotionView
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.customers.promotion import PromotionStatus
from tollgate.customers.revoke_promotion import revoke_promotion

app = rest_app()


@app.delete("/api/v1/customers/<id>/promotional-entitlements/<featureId>")
def revoke(id: PathId, featureId: PathId) -> Data[PromotionView]:
    scope = scope_of(app)
    gone = revoke_promotion(scope, id, featureId, promoting=wiring.promoting())
    return Data(data=PromotionView.of(gone, PromotionStatus.ACTIVE, scope))


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE)
