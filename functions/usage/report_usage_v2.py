"""POST /api/v2/usage: record measurements and answer with the usage, balances and governance counters after them."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, idempotency_key_of, rest_app, scope_of
from tollgate.api.usage import ReportUsageBody
from tollgate.api.usage_v2 import ReportedUsagesView
from tollgate.api.wire import Data
from tollgate.usage.report import governed_usage_of, report_usage

app = rest_app()


@app.post("/api/v2/usage", status_code=201)
def report(body: Annotated[ReportUsageBody, Body()]) -> Data[ReportedUsagesView]:
    scope, metering, clock = scope_of(app), wiring.metering(), wiring.customer_clock()
    measurements = body.to_measurements(idempotency_key_of(app))
    reported = report_usage(scope, measurements, metering=metering, clock=clock, ids=wiring.ids())
    governed = governed_usage_of(scope, reported, metering=metering, clock=clock)
    return Data(data=ReportedUsagesView.of(reported, governed))


handler = entrypoint(app, needs=Permission.USAGE_WRITE, acts_at_once=True)
