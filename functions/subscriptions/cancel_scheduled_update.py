"""DELETE /api/v1/subscriptions/{id}/future-update/schedule: call off changes that wait for an instant."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.subscriptions import NamedView
from tollgate.api.wire import Data, PathId
from tollgate.subscriptions.call_off_update import cancel_scheduled_update

app = rest_app()


@app.delete("/api/v1/subscriptions/<id>/future-update/schedule")
def cancel(id: PathId) -> Data[NamedView]:
    subscription = cancel_scheduled_update(scope_of(app), id, wiring.subscription_lifecycle())
    return Data(data=NamedView(id=subscription.id))


handler = entrypoint(app, needs=Permission.SUBSCRIPTION_WRITE)
