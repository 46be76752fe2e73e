"""POST /api/v1/contracts/{id}/archive: call a contract off, and end its subscriptions."""

from tollgate import wiring
from tollgate.api.contracts import ContractView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.subscriptions.archive_contract import archive_contract

app = rest_app()


@app.post("/api/v1/contracts/<id>/archive")
def archive(id: PathId) -> Data[ContractView]:
    scope = scope_of(app)
    contract = archive_contract(scope, id, contracts=wiring.contracts(), life=wiring.subscription_lifecycle())
    [shown] = wiring.shown_contracts(scope, [contract])
    return Data(data=ContractView.of(shown))


handler = entrypoint(app, needs=Permission.SUBSCRIPTION_WRITE)
