"""GET /api/v1/tasks/{id}: show how far a task is, and what failed."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.tasks import AnyTaskView, shown
from tollgate.api.wire import Data, PathId
from tollgate.tasks.retrieve_task import retrieve_task

app = rest_app()


@app.get("/api/v1/tasks/<id>")
def retrieve(id: PathId) -> Data[AnyTaskView]:
    return Data(data=shown(retrieve_task(scope_of(app), id, tasks=wiring.tasks())))


handler = entrypoint(app, needs=Permission.CATALOG_READ)
