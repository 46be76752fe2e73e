"""POST /api/v1/webhooks/{id}/deliveries/{messageId}/replay: tell a webhook of an event anew, in the same body."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.webhook_deliveries import DeliveryView
from tollgate.api.wire import Data, PathId
from tollgate.webhooks.list_deliveries import ListedDelivery
from tollgate.webhooks.replay_delivery import replay_delivery

app = rest_app()


@app.post("/api/v1/webhooks/<id>/deliveries/<messageId>/replay")
def replay(id: PathId, messageId: PathId) -> Data[DeliveryView]:
    delivery = replay_delivery(scope_of(app), id, messageId, wiring.replaying())
    return Data(data=DeliveryView.of(ListedDelivery(delivery=delivery)))


handler = entrypoint(app, needs=Permission.ENVIRONMENT_WRITE)
