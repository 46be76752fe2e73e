"""GET /api/v1/contracts: list the contracts of an environment, newest first."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.contracts import ContractListQuery, ContractView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Paged
from tollgate.shared.page import Page
from tollgate.subscriptions.list_contracts import list_contracts

app = rest_app()


@app.get("/api/v1/contracts")
def list_all(query: Annotated[ContractListQuery, Query()]) -> Paged[ContractView]:
    scope = scope_of(app)
    page = list_contracts(
        scope, query.to_filters(), query.to_page(), contracts=wiring.contracts(), clock=wiring.customer_clock()
    )
    shown = tuple(wiring.shown_contracts(scope, page.rows))
    return Paged.of(Page(rows=shown, next=page.next, prev=page.prev), ContractView.of)


handler = entrypoint(app, needs=Permission.SUBSCRIPTION_READ)
