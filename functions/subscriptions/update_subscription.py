"""PATCH /api/v1/subscriptions/{id}: change the terms of a subscription, at once or later."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.subscription_bodies import UpdateSubscriptionBody
from tollgate.api.subscriptions import SubscriptionView
from tollgate.api.wire import Data, PathId
from tollgate.subscriptions.update_subscription import update_subscription

app = rest_app()


@app.patch("/api/v1/subscriptions/<id>")
def update(id: PathId, body: Annotated[UpdateSubscriptionBody, Body()]) -> Data[SubscriptionView]:
    subscription = update_subscription(body.to_request(scope_of(app), id), wiring.subscription_lifecycle())
    return Data(data=SubscriptionView.of(subscription))


handler = entrypoint(app, needs=Permission.SUBSCRIPTION_WRITE)
