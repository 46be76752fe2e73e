"""GET /api/v1-beta/customers/{id}/entitlements/check: tell whether customer and entities may use a feature."""

from typing import Annotated

from tollgate.api.entitlement_query import CheckEntitlementQuery
from tollgate.api.governed_check import CheckedView, checked
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import caller_of, entrypoint, query_map_of, rest_app
from tollgate.api.wire import Data, PathId

app = rest_app()


@app.get("/api/v1-beta/customers/<id>/entitlements/check")
def check(id: PathId, query: Annotated[CheckEntitlementQuery, Query()]) -> Data[CheckedView]:
    return Data(data=checked(caller_of(app), id, query, query_map_of(app, "dimensions")))


handler = entrypoint(app, needs=Permission.ENTITLEMENT_READ)
