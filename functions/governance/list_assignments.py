"""GET /api/v1-beta/customers/{id}/assignments: list the budgets of the entities of a customer, newest first.

Served under /api/v1 too.
"""

from typing import Annotated

from tollgate import wiring
from tollgate.api.governance import AssignmentListQuery, AssignmentView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Paged, PathId
from tollgate.governance.list_assignments import list_assignments

app = rest_app()


@app.get("/api/v1-beta/customers/<id>/assignments")
@app.get("/api/v1/customers/<id>/assignments")
def list_all(id: PathId, query: Annotated[AssignmentListQuery, Query()]) -> Paged[AssignmentView]:
    page = list_assignments(scope_of(app), id, query.to_filters(), query.to_page(), governing=wiring.governing())
    return Paged.of(page, AssignmentView.of)


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
