"""POST /api/v1/subscriptions: give a customer a plan."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.subscription_bodies import ProvisionSubscriptionBody
from tollgate.api.subscriptions import ProvisionedSubscriptionView
from tollgate.api.wire import Data
from tollgate.subscriptions.provision_subscription import provision_subscription

app = rest_app()


@app.post("/api/v1/subscriptions", status_code=201)
def provision(body: Annotated[ProvisionSubscriptionBody, Body()]) -> Data[ProvisionedSubscriptionView]:
    outcome = provision_subscription(body.to_request(scope_of(app)), wiring.subscription_lifecycle())
    return Data(data=ProvisionedSubscriptionView.of(outcome))


handler = entrypoint(app, needs=Permission.SUBSCRIPTION_WRITE)
