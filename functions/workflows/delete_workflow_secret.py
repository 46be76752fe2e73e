"""DELETE /api/v1/workflow-secrets/{name}: forget a secret."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.api.workflows import SecretView
from tollgate.workflows.secrets import delete_secret

app = rest_app()


@app.delete("/api/v1/workflow-secrets/<name>")
def delete(name: PathId) -> Data[SecretView]:
    return Data(data=SecretView(name=delete_secret(scope_of(app), name, wiring.running().secrets)))


handler = entrypoint(app, needs=Permission.ENVIRONMENT_WRITE)
