"""POST /api/v1/subscriptions/import: import many subscriptions; a task does it, and tells what becomes of each."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.edge import LARGEST_IMPORT
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.subscription_import import ImportSubscriptionsBody, SubscriptionImportView
from tollgate.api.wire import Data, refuse_unsupported
from tollgate.subscriptions.import_subscriptions import import_subscriptions

app = rest_app()


@app.post("/api/v1/subscriptions/import", status_code=201)
def import_all(body: Annotated[ImportSubscriptionsBody, Body()]) -> Data[SubscriptionImportView]:
    refuse_unsupported(body)
    task = import_subscriptions(
        scope_of(app),
        [each.to_value() for each in body.subscriptions],
        imports=wiring.subscription_imports(),
        tasks=wiring.tasks(),
        life=wiring.subscription_lifecycle(),
    )
    return Data(data=SubscriptionImportView(task_id=task.id))


handler = entrypoint(app, needs=Permission.SUBSCRIPTION_WRITE, largest_body=LARGEST_IMPORT)
