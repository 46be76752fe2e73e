"""GET /api/v1/credits/usage: tell what a customer burnt over time, by feature or by dimensions."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.credit_usage import CreditUsageQuery, CreditUsageView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.credits.retrieve_usage import retrieve_credit_usage

app = rest_app()


@app.get("/api/v1/credits/usage")
def retrieve(query: Annotated[CreditUsageQuery, Query()]) -> Data[CreditUsageView]:
    scope = scope_of(app)
    usage = retrieve_credit_usage(scope, query.to_question(), ports=wiring.crediting())
    page = wiring.whole_lists().page(scope, f"CREDIT_USAGE {query.to_question()}", usage.series, query.to_page())
    named = {each.feature_id for each in page.rows if each.feature_id is not None}
    features = wiring.known_features().many(scope, named, now=wiring.clock().now())
    return Data(data=CreditUsageView.of(usage.currency, page, features))


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
