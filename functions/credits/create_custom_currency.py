"""POST /api/v1/credits/custom-currencies: define a kind of credit."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.custom_currencies import CreateCustomCurrencyBody, CustomCurrencyView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.credits.create_custom_currency import create_custom_currency

app = rest_app()


@app.post("/api/v1/credits/custom-currencies", status_code=201)
def create(body: Annotated[CreateCustomCurrencyBody, Body()]) -> Data[CustomCurrencyView]:
    currency = create_custom_currency(
        body.to_request(scope_of(app)),
        currencies=wiring.custom_currencies(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return Data(data=CustomCurrencyView.of(currency))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
