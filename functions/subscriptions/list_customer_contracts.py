"""GET /api/v1/customers/{id}/contracts: list every contract of a customer, newest first."""

from tollgate import wiring
from tollgate.api.contracts import ContractView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.subscriptions.list_contracts import customer_contracts

app = rest_app()


@app.get("/api/v1/customers/<id>/contracts")
def list_all(id: PathId) -> Data[list[ContractView]]:
    scope = scope_of(app)
    found = customer_contracts(scope, id, contracts=wiring.contracts(), customers=wiring.customers())
    return Data(data=[ContractView.of(each) for each in wiring.shown_contracts(scope, found)])


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
