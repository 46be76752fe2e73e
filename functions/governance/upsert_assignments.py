"""PUT /api/v1-beta/customers/{id}/assignments: give entities of a customer budgets, or change them.

Served under /api/v1 too.
"""

from typing import Annotated

from tollgate import wiring
from tollgate.api.governance import AssignmentView, UpsertAssignmentsBody
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.governance.upsert_assignments import upsert_assignments

app = rest_app()


@app.put("/api/v1-beta/customers/<id>/assignments")
@app.put("/api/v1/customers/<id>/assignments")
def upsert(id: PathId, body: Annotated[UpsertAssignmentsBody, Body()]) -> Data[list[AssignmentView]]:
    placed = upsert_assignments(scope_of(app), id, body.to_assignments(), governing=wiring.governing())
    return Data(data=[AssignmentView.of(each) for each in placed])


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE)
