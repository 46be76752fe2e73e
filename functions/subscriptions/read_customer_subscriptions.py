"""GET /v1/a/{accountId}/e/{environmentId}/c/{customerId}/subscriptions.json: show what a customer has subscribed to."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.edge_documents import REVALIDATED, EdgeDocument, described, edge_caller, unless_held
from tollgate.api.edge_entitlements import OwnerQuery
from tollgate.api.edge_subscriptions import EdgeSubscriptionsView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query, Response
from tollgate.api.rest import entrypoint, rest_app
from tollgate.api.wire import PathId
from tollgate.customers.retrieve_customer import retrieve_customer
from tollgate.subscriptions.list_subscriptions import active_subscriptions

app = rest_app()


@app.get(
    "/v1/a/<accountId>/e/<environmentId>/c/<customerId>/subscriptions.json", responses=described(EdgeSubscriptionsView)
)
def read(
    accountId: PathId, environmentId: PathId, customerId: PathId, query: Annotated[OwnerQuery, Query()]
) -> Response[str]:
    scope = edge_caller(app, accountId, environmentId).scope
    subscriptions, clock = wiring.subscriptions(), wiring.customer_clock()
    live = active_subscriptions(scope, customerId, subscriptions=subscriptions, clock=clock)
    if not live:
        retrieve_customer(scope, customerId, customers=wiring.customers())
    shown = EdgeSubscriptionsView.of(live, query.resource_id)
    return unless_held(app, EdgeDocument.of(shown), cache_control=REVALIDATED)


handler = entrypoint(app, needs=Permission.SUBSCRIPTION_READ)
