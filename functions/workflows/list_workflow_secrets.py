"""GET /api/v1/workflow-secrets: list the names of the secrets that definitions may use."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.api.workflows import SecretView
from tollgate.workflows.secrets import list_secrets

app = rest_app()


@app.get("/api/v1/workflow-secrets")
def list_all() -> Data[list[SecretView]]:
    return Data(data=[SecretView(name=name) for name in list_secrets(scope_of(app), wiring.running().secrets)])


handler = entrypoint(app, needs=Permission.ENVIRONMENT_READ)
