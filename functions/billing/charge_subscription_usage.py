"""POST /api/v1/subscriptions/{id}/usage/charge: charge what was used before its billing period ends."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.invoices import ChargedUsageView, ChargeUsageBody
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.subscriptions.charge_usage import charge_usage

app = rest_app()


@app.post("/api/v1/subscriptions/<id>/usage/charge")
def charge(id: PathId, body: Annotated[ChargeUsageBody, Body()]) -> Data[ChargedUsageView]:
    charged = charge_usage(scope_of(app), id, wiring.subscription_lifecycle(), until=body.until_date)
    return Data(data=ChargedUsageView.of(charged))


handler = entrypoint(app, needs=Permission.SUBSCRIPTION_WRITE)
