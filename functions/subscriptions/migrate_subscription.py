"""POST /api/v1/subscriptions/{id}/migrate: move a subscription to the latest versions of what it is to."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.subscription_moves import MigrateSubscriptionBody
from tollgate.api.subscriptions import SubscriptionView
from tollgate.api.wire import Data, PathId
from tollgate.subscriptions.migrate_subscription import migrate_subscription

app = rest_app()


@app.post("/api/v1/subscriptions/<id>/migrate")
def migrate(id: PathId, body: Annotated[MigrateSubscriptionBody, Body()]) -> Data[SubscriptionView]:
    time = body.subscription_migration_time
    subscription = migrate_subscription(scope_of(app), id, time, wiring.subscription_lifecycle())
    return Data(data=SubscriptionView.of(subscription))


handler = entrypoint(app, needs=Permission.SUBSCRIPTION_WRITE)
