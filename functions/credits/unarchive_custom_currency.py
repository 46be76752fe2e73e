"""POST /api/v1/credits/custom-currencies/{currencyId}/unarchive: grant a kind of credit again."""

from tollgate import wiring
from tollgate.api.custom_currencies import CustomCurrencyView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.credits.unarchive_custom_currency import unarchive_custom_currency

app = rest_app()


@app.post("/api/v1/credits/custom-currencies/<currencyId>/unarchive")
def unarchive(currencyId: PathId) -> Data[CustomCurrencyView]:
    currency = unarchive_custom_currency(
        scope_of(app),
        currencyId,
        currencies=wiring.custom_currencies(),
        events=wiring.events(),
        clock=wiring.clock(),
    )
    return Data(data=CustomCurrencyView.of(currency))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
