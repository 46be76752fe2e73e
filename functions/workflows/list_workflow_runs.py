"""GET /api/v1/workflows/{id}/runs: list the runs of a workflow, newest first."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Paged, PathId
from tollgate.api.workflows import RunListQuery, RunSummary

app = rest_app()


@app.get("/api/v1/workflows/<id>/runs")
def list_all(id: PathId, query: Annotated[RunListQuery, Query()]) -> Paged[RunSummary]:
    page = wiring.running().runs.page(scope_of(app), id, query.status, query.to_page())
    return Paged.of(page, RunSummary.of)


handler = entrypoint(app, needs=Permission.ENVIRONMENT_READ)
