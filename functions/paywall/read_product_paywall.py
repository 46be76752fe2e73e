"""GET /v1/a/{accountId}/e/{environmentId}/p/{productId}/paywall.json: show what a pricing table needs of a product."""

from typing import Annotated

from tollgate.api.edge_reads import DESCRIBED, PaywallQuery, answer_paywall
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query, Response
from tollgate.api.rest import entrypoint, rest_app
from tollgate.api.wire import PathId

app = rest_app()


@app.get("/v1/a/<accountId>/e/<environmentId>/p/<productId>/paywall.json", responses=DESCRIBED)
def read(
    accountId: PathId, environmentId: PathId, productId: PathId, query: Annotated[PaywallQuery, Query()]
) -> Response[str]:
    return answer_paywall(app, accountId, environmentId, query, product_id=productId)


handler = entrypoint(app, needs=Permission.PAYWALL_READ)
