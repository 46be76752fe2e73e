"""GET /v1/a/{accountId}/e/{environmentId}/paywall.json: show what a pricing table needs of all products."""

from typing import Annotated

from tollgate.api.edge_reads import DESCRIBED, PaywallQuery, answer_paywall
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query, Response
from tollgate.api.rest import entrypoint, rest_app
from tollgate.api.wire import PathId

app = rest_app()


@app.get("/v1/a/<accountId>/e/<environmentId>/paywall.json", responses=DESCRIBED)
def read(accountId: PathId, environmentId: PathId, query: Annotated[PaywallQuery, Query()]) -> Response[str]:
    return answer_paywall(app, accountId, environmentId, query)


handler = entrypoint(app, needs=Permission.PAYWALL_READ)
