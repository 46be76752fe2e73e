"""GET /api/v1/contracts/{id}: find a contract."""

from tollgate import wiring
from tollgate.api.contracts import ContractView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.subscriptions.list_contracts import retrieve_contract

app = rest_app()


@app.get("/api/v1/contracts/<id>")
def retrieve(id: PathId) -> Data[ContractView]:
    scope = scope_of(app)
    [shown] = wiring.shown_contracts(scope, [retrieve_contract(scope, id, contracts=wiring.contracts())])
    return Data(data=ContractView.of(shown))


handler = entrypoint(app, needs=Permission.SUBSCRIPTION_READ)
