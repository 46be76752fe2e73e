"""PUT /api/v1/credits/alerts: set at which shares of granted credits it is told that no more is left."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.credit_alerts import AlertsBody, AlertsQuery, AlertsView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body, Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.credits.alert_settings import set_alerts

app = rest_app()


@app.put("/api/v1/credits/alerts")
def put(query: Annotated[AlertsQuery, Query()], body: Annotated[AlertsBody, Body()]) -> Data[AlertsView]:
    alerts = set_alerts(
        scope_of(app),
        query.customer_id,
        body.thresholds,
        settings=wiring.alert_settings(),
        access=wiring.crediting().access,
    )
    return Data(data=AlertsView.of(query.customer_id, alerts))


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE)
