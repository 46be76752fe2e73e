"""GET /api/v1/customers/{id}/entitlements/check: tell whether a customer may use a feature now."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.entitlements import (
    CheckEntitlementQuery,
    CreditEntitlementView,
    EntitlementView,
    FeatureEntitlementView,
)
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.entitlements.check import check_entitlement

app = rest_app()


@app.get("/api/v1/customers/<id>/entitlements/check")
def check(id: PathId, query: Annotated[CheckEntitlementQuery, Query()]) -> Data[EntitlementView]:
    scope, asked, checking = scope_of(app), query.checked(), wiring.checking()
    if asked.currency_id is not None:
        from tollgate.entitlements.credit_check import check_credits  # most checks are of features, and start fast

        credit = check_credits(scope, asked.to_credit_question(id), checking=checking)
        named = wiring.known_currencies().many(scope, [asked.currency_id], now=wiring.clock().now())
        return Data(data=CreditEntitlementView.of(credit, named.get(asked.currency_id)))
    entitlement = check_entitlement(scope, asked.to_question(id), checking=checking)
    return Data(data=FeatureEntitlementView.of(entitlement))


handler = entrypoint(app, needs=Permission.ENTITLEMENT_READ)
