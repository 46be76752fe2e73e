"""GET /api/v1/customers/{id}/entitlements/check: tell whether a customer may use a feature now."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.entitlement_query import CheckEntitlementQuery
from tollgate.api.entitlements import EntitlementView, FeatureEntitlementView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import caller_of, entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.entitlements.check import check_entitlement

app = rest_app()


@app.get("/api/v1/customers/<id>/entitlements/check")
def check(id: PathId, query: Annotated[CheckEntitlementQuery, Query()]) -> Data[EntitlementView]:
    asked = query.checked()
    if asked.currency_id is not None:
        from tollgate.api.credit_check import checked_credits  # most checks are of features, and start fast

        return Data(data=checked_credits(caller_of(app), id, asked))
    entitlement = check_entitlement(scope_of(app), asked.to_question(id), checking=wiring.checking())
    return Data(data=FeatureEntitlementView.of(entitlement))


handler = entrypoint(app, needs=Permission.ENTITLEMENT_READ)
