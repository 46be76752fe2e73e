"""PUT /api/v1/workflow-secrets/{name}: keep a text that definitions use by its name and nobody reads back."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.api.workflows import SecretBody, SecretView
from tollgate.workflows.secrets import set_secret

app = rest_app()


@app.put("/api/v1/workflow-secrets/<name>")
def put(name: PathId, body: Annotated[SecretBody, Body()]) -> Data[SecretView]:
    return Data(data=SecretView(name=set_secret(scope_of(app), name, body.value, wiring.running().secrets)))


handler = entrypoint(app, needs=Permission.ENVIRONMENT_WRITE)
