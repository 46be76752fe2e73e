"""POST /api/v1/subscriptions/{id}/transfer: move a subscription to another resource of its customer."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.subscription_moves import TransferSubscriptionBody
from tollgate.api.subscriptions import SubscriptionView
from tollgate.api.wire import Data, PathId
from tollgate.subscriptions.transfer_subscription import transfer_subscription

app = rest_app()


@app.post("/api/v1/subscriptions/<id>/transfer")
def transfer(id: PathId, body: Annotated[TransferSubscriptionBody, Body()]) -> Data[SubscriptionView]:
    resource_id = body.destination_resource_id
    subscription = transfer_subscription(scope_of(app), id, resource_id, wiring.subscription_lifecycle())
    return Data(data=SubscriptionView.of(subscription))


handler = entrypoint(app, needs=Permission.SUBSCRIPTION_WRITE)
