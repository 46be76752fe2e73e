"""POST /api/v1/subscriptions/{id}/delegate: let another customer pay for a subscription."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.subscription_moves import DelegateSubscriptionBody
from tollgate.api.subscriptions import SubscriptionView
from tollgate.api.wire import Data, PathId
from tollgate.subscriptions.delegate_subscription import delegate_payment

app = rest_app()


@app.post("/api/v1/subscriptions/<id>/delegate")
def delegate(id: PathId, body: Annotated[DelegateSubscriptionBody, Body()]) -> Data[SubscriptionView]:
    payer_id = body.target_customer_id
    subscription = delegate_payment(scope_of(app), id, payer_id, wiring.subscription_lifecycle())
    return Data(data=SubscriptionView.of(subscription))


handler = entrypoint(app, needs=Permission.SUBSCRIPTION_WRITE)
