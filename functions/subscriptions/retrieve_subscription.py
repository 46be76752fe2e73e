"""GET /api/v1/subscriptions/{id}: show one subscription as it stands now."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.subscriptions import SubscriptionView
from tollgate.api.wire import Data, PathId
from tollgate.subscriptions.retrieve_subscription import retrieve_subscription

app = rest_app()


@app.get("/api/v1/subscriptions/<id>")
def retrieve(id: PathId) -> Data[SubscriptionView]:
    subscription = retrieve_subscription(
        scope_of(app), id, subscriptions=wiring.subscriptions(), clock=wiring.customer_clock()
    )
    return Data(data=SubscriptionView.of(subscription))


handler = entrypoint(app, needs=Permission.SUBSCRIPTION_READ)
