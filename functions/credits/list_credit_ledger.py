"""GET /api/v1/credits/ledger: list what happened to a customer's credits, newest first."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.credit_ledger import LedgerEntryView, LedgerQuery
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Paged
from tollgate.credits.list_ledger import list_ledger

app = rest_app()


@app.get("/api/v1/credits/ledger")
def list_all(query: Annotated[LedgerQuery, Query()]) -> Paged[LedgerEntryView]:
    page = list_ledger(scope_of(app), query.to_filters(), query.to_page(), ports=wiring.crediting())
    return Paged.of(page, LedgerEntryView.of)


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
