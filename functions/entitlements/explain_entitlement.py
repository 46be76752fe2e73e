"""GET /api/v1/customers/{id}/entitlements/explain: tell how the verdict on a feature comes about."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.explanation import ExplainEntitlementQuery, ExplanationView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.entitlements.explain import explain_entitlement

app = rest_app()


@app.get("/api/v1/customers/<id>/entitlements/explain")
def explain(id: PathId, query: Annotated[ExplainEntitlementQuery, Query()]) -> Data[ExplanationView]:
    derivation = explain_entitlement(scope_of(app), query.to_question(id), checking=wiring.checking())
    return Data(data=ExplanationView.of(derivation))


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
