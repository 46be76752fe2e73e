"""POST /api/v1/subscriptions/{id}/usage/sync: tell the billing provider what was used."""

from tollgate import wiring
from tollgate.api.invoices import SyncedUsageView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.subscriptions.charge_usage import sync_usage

app = rest_app()


@app.post("/api/v1/subscriptions/<id>/usage/sync")
def sync(id: PathId) -> Data[SyncedUsageView]:
    sync_usage(scope_of(app), id, wiring.subscription_lifecycle())
    return Data(data=SyncedUsageView(triggered=True))


handler = entrypoint(app, needs=Permission.SUBSCRIPTION_WRITE)
