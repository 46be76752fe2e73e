"""GET /api/v1/credits/alerts: show at which shares of granted credits it is told that no more is left."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.credit_alerts import AlertsQuery, AlertsView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.credits.alert_settings import retrieve_alerts

app = rest_app()


@app.get("/api/v1/credits/alerts")
def retrieve(query: Annotated[AlertsQuery, Query()]) -> Data[AlertsView]:
    access = wiring.crediting().access
    alerts = retrieve_alerts(scope_of(app), query.customer_id, settings=wiring.alert_settings(), access=access)
    return Data(data=AlertsView.of(query.customer_id, alerts))


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
