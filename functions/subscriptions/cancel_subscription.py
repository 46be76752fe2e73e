"""POST /api/v1/subscriptions/{id}/cancel: end a subscription, now or later."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.subscription_bodies import CancelSubscriptionBody
from tollgate.api.subscriptions import SubscriptionView
from tollgate.api.wire import Data, PathId
from tollgate.subscriptions.cancel_subscription import cancel_subscription

app = rest_app()


@app.post("/api/v1/subscriptions/<id>/cancel")
def cancel(id: PathId, body: Annotated[CancelSubscriptionBody, Body()]) -> Data[SubscriptionView]:
    subscription = cancel_subscription(body.to_request(scope_of(app), id), wiring.subscription_lifecycle())
    return Data(data=SubscriptionView.of(subscription))


handler = entrypoint(app, needs=Permission.SUBSCRIPTION_WRITE)
