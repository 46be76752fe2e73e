"""GET /api/v1-beta/customers/{id}/governance: show the hierarchy of the entities of a customer, with their budgets.

Served under /api/v1 too.
"""

from typing import Annotated

from tollgate import wiring
from tollgate.api.governance_tree import TreeQuery, TreeView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import PathId
from tollgate.governance.retrieve_tree import retrieve_tree

app = rest_app()


@app.get("/api/v1-beta/customers/<id>/governance")
@app.get("/api/v1/customers/<id>/governance")
def retrieve(id: PathId, query: Annotated[TreeQuery, Query()]) -> TreeView:
    filters, governing = query.to_filters(), wiring.governing()
    page = retrieve_tree(scope_of(app), id, filters, limit=query.limit, after=query.after, governing=governing)
    return TreeView.of(page)


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
