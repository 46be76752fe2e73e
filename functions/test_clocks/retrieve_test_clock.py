"""GET /api/v1/test-clocks/{id}: show where a test clock stands, and whether it moves."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.test_clocks import TestClockView
from tollgate.api.wire import Data, PathId
from tollgate.test_clocks.retrieve_test_clock import retrieve_test_clock

app = rest_app()


@app.get("/api/v1/test-clocks/<id>")
def retrieve(id: PathId) -> Data[TestClockView]:
    return Data(data=TestClockView.of(retrieve_test_clock(scope_of(app), id, test_clocks=wiring.test_clocks())))


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
