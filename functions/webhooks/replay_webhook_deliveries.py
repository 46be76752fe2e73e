"""POST /api/v1/webhooks/{id}/replay: tell a webhook anew of some events, or of those that did not reach it."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.webhook_deliveries import ReplayBody, ReplayedView
from tollgate.api.wire import Data, PathId
from tollgate.webhooks.replay_deliveries import replay_deliveries

app = rest_app()


@app.post("/api/v1/webhooks/<id>/replay")
def replay(id: PathId, body: Annotated[ReplayBody, Body()]) -> Data[ReplayedView]:
    return Data(data=ReplayedView.of(replay_deliveries(body.to_request(scope_of(app), id), wiring.replaying())))


handler = entrypoint(app, needs=Permission.ENVIRONMENT_WRITE)
