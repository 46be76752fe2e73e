"""POST /api/v1/test-clocks/{id}/advance: send a test clock to a later instant; a task takes it there."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.test_clocks import AdvanceTestClockBody, TestClockView
from tollgate.api.wire import Data, PathId
from tollgate.test_clocks.advance_test_clock import advance_test_clock

app = rest_app()


@app.post("/api/v1/test-clocks/<id>/advance")
def advance(id: PathId, body: Annotated[AdvanceTestClockBody, Body()]) -> Data[TestClockView]:
    test_clock = advance_test_clock(
        scope_of(app),
        id,
        body.frozen_time,
        test_clocks=wiring.test_clocks(),
        tasks=wiring.tasks(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return Data(data=TestClockView.of(test_clock))


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE)
