"""GET /api/v1/credits/auto-recharge: show when and how far a customer's wallet is filled up by itself."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.recharge import RechargeQuery, RechargeSettingsView
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.credits.retrieve_recharge_settings import retrieve_recharge_settings

app = rest_app()


@app.get("/api/v1/credits/auto-recharge")
def retrieve(query: Annotated[RechargeQuery, Query()]) -> Data[RechargeSettingsView]:
    settings, now = retrieve_recharge_settings(
        scope_of(app), query.customer_id, query.currency_id, ports=wiring.recharging()
    )
    return Data(data=RechargeSettingsView.of(settings, now))


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
