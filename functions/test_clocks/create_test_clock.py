"""POST /api/v1/test-clocks: make a clock that customers can live by."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.test_clocks import CreateTestClockBody, TestClockView
from tollgate.api.wire import Data
from tollgate.test_clocks.create_test_clock import create_test_clock

app = rest_app()


@app.post("/api/v1/test-clocks", status_code=201)
def create(body: Annotated[CreateTestClockBody, Body()]) -> Data[TestClockView]:
    test_clock = create_test_clock(
        body.to_request(scope_of(app)),
        test_clocks=wiring.test_clocks(),
        environments=wiring.environment_kinds(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return Data(data=TestClockView.of(test_clock))


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE)
