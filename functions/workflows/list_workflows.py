"""GET /api/v1/workflows: list the workflows of an environment, newest first."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import ListQuery, Paged
from tollgate.api.workflows import WorkflowSummary

app = rest_app()


@app.get("/api/v1/workflows")
def list_all(query: Annotated[ListQuery, Query()]) -> Paged[WorkflowSummary]:
    return Paged.of(wiring.running().workflows.page(scope_of(app), query.to_page()), WorkflowSummary.of)


handler = entrypoint(app, needs=Permission.ENVIRONMENT_READ)
