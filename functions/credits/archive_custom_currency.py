"""POST /api/v1/credits/custom-currencies/{currencyId}/archive: stop granting a kind of credit."""

from tollgate import wiring
from tollgate.api.custom_currencies import CustomCurrencyView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.credits.archive_custom_currency import archive_custom_currency

app = rest_app()


@app.post("/api/v1/credits/custom-currencies/<currencyId>/archive")
def archive(currencyId: PathId) -> Data[CustomCurrencyView]:
    currency = archive_custom_currency(
        scope_of(app),
        currencyId,
        currencies=wiring.custom_currencies(),
        plans=wiring.plans(),
        addons=wiring.addons(),
        events=wiring.events(),
        clock=wiring.clock(),
    )
    return Data(data=CustomCurrencyView.of(currency))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
