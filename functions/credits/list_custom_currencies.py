"""GET /api/v1/credits/custom-currencies: list the kinds of credit of an environment, newest first."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.custom_currencies import CustomCurrencyListQuery, CustomCurrencyView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Paged

app = rest_app()


@app.get("/api/v1/credits/custom-currencies")
def list_all(query: Annotated[CustomCurrencyListQuery, Query()]) -> Paged[CustomCurrencyView]:
    page = wiring.custom_currencies().page(scope_of(app), query.to_filters(), query.to_page())
    return Paged.of(page, CustomCurrencyView.of)


handler = entrypoint(app, needs=Permission.CATALOG_READ)
