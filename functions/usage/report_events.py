"""POST /api/v1/events: take in up to 1,000 events, or CloudEvents, to be counted by the meters of features."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.cloud_events import events_body
from tollgate.api.events import LARGEST_EVENTS_BODY, Accepted, ReportEventsBody
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.usage.report_events import report_events

app = rest_app()


@app.post("/api/v1/events", status_code=201)
def report(body: Annotated[ReportEventsBody, Body()]) -> Data[Accepted]:
    report_events(
        scope_of(app),
        body.to_events(),
        queue=wiring.usage_queue(),
        live=wiring.event_state(),
        clock=wiring.customer_clock(),
    )
    return Data(data=Accepted())


handler = entrypoint(
    app, needs=Permission.USAGE_WRITE, largest_body=LARGEST_EVENTS_BODY, reads=events_body, acts_at_once=True
)
