"""GET /api/v1/usage/{customerId}/history/{featureId}: tell how a customer's usage of a feature went."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.usage_history import UsageHistoryQuery, UsageHistoryView
from tollgate.api.wire import Data, PathId
from tollgate.usage.retrieve_usage_history import retrieve_usage_history

app = rest_app()


@app.get("/api/v1/usage/<customerId>/history/<featureId>")
def retrieve(
    customerId: PathId, featureId: PathId, query: Annotated[UsageHistoryQuery, Query()]
) -> Data[UsageHistoryView]:
    history = retrieve_usage_history(
        scope_of(app),
        query.to_request(customerId, featureId),
        checking=wiring.checking(),
        dimensions=wiring.dimension_buckets(),
    )
    return Data(data=UsageHistoryView.of(history))


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
