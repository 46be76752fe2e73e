"""GET /api/v1/tasks: list the tasks of an environment, newest first."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.tasks import AnyTaskView, shown
from tollgate.api.wire import ListQuery, Paged

app = rest_app()


@app.get("/api/v1/tasks")
def list_all(query: Annotated[ListQuery, Query()]) -> Paged[AnyTaskView]:
    return Paged.of(wiring.tasks().page(scope_of(app), query.to_page()), shown)


handler = entrypoint(app, needs=Permission.CATALOG_READ)
