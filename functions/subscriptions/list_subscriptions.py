"""GET /api/v1/subscriptions: list the subscriptions of an environment or of a customer, newest first."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.subscription_bodies import SubscriptionListQuery
from tollgate.api.subscriptions import SubscriptionView
from tollgate.api.wire import Paged
from tollgate.subscriptions.list_subscriptions import list_subscriptions

app = rest_app()


@app.get("/api/v1/subscriptions")
def list_all(query: Annotated[SubscriptionListQuery, Query()]) -> Paged[SubscriptionView]:
    page = list_subscriptions(
        scope_of(app),
        query.to_filters(),
        query.to_page(),
        subscriptions=wiring.subscriptions(),
        clock=wiring.customer_clock(),
    )
    return Paged.of(page, SubscriptionView.in_list)


handler = entrypoint(app, needs=Permission.SUBSCRIPTION_READ)
