"""PATCH /api/v1/credits/custom-currencies/{currencyId}: change how a kind of credit is shown."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.custom_currencies import CustomCurrencyView, UpdateCustomCurrencyBody
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.credits.update_custom_currency import update_custom_currency

app = rest_app()


@app.patch("/api/v1/credits/custom-currencies/<currencyId>")
def update(currencyId: PathId, body: Annotated[UpdateCustomCurrencyBody, Body()]) -> Data[CustomCurrencyView]:
    currency = update_custom_currency(
        body.to_request(scope_of(app), currencyId),
        currencies=wiring.custom_currencies(),
        events=wiring.events(),
        clock=wiring.clock(),
    )
    return Data(data=CustomCurrencyView.of(currency))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
