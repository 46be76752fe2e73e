"""POST /api/v1/contracts: agree on several custom subscriptions of a customer at once."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.contracts import ContractView, CreateContractBody
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.subscriptions.create_contract import create_contract

app = rest_app()


@app.post("/api/v1/contracts", status_code=201)
def create(body: Annotated[CreateContractBody, Body()]) -> Data[ContractView]:
    scope = scope_of(app)
    contract = create_contract(
        body.to_request(scope), contracts=wiring.contracts(), life=wiring.subscription_lifecycle()
    )
    [shown] = wiring.shown_contracts(scope, [contract])
    return Data(data=ContractView.of(shown))


handler = entrypoint(app, needs=Permission.SUBSCRIPTION_WRITE)
