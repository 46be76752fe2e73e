"""PATCH /api/v1/contracts/{id}: change a contract, and which subscriptions it is over."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.contracts import ContractView, UpdateContractBody
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.subscriptions.update_contract import update_contract

app = rest_app()


@app.patch("/api/v1/contracts/<id>")
def update(id: PathId, body: Annotated[UpdateContractBody, Body()]) -> Data[ContractView]:
    scope = scope_of(app)
    contract = update_contract(
        body.to_request(scope, id), contracts=wiring.contracts(), life=wiring.subscription_lifecycle()
    )
    [shown] = wiring.shown_contracts(scope, [contract])
    return Data(data=ContractView.of(shown))


handler = entrypoint(app, needs=Permission.SUBSCRIPTION_WRITE)
