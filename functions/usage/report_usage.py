"""POST /api/v1/usage: record measurements and answer with the usage after them."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, idempotency_key_of, rest_app, scope_of
from tollgate.api.usage import ReportedUsageView, ReportUsageBody
from tollgate.api.wire import Data
from tollgate.usage.report import report_usage

app = rest_app()


@app.post("/api/v1/usage", status_code=201)
def report(body: Annotated[ReportUsageBody, Body()]) -> Data[list[ReportedUsageView]]:
    reported = report_usage(
        scope_of(app),
        body.to_measurements(idempotency_key_of(app)),
        metering=wiring.metering(),
        clock=wiring.customer_clock(),
        ids=wiring.ids(),
    )
    return Data(data=[ReportedUsageView.of(each) for each in reported])


handler = entrypoint(app, needs=Permission.USAGE_WRITE, acts_at_once=True)
