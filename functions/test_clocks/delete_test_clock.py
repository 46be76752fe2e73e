"""DELETE /api/v1/test-clocks/{id}: take a test clock away that nobody lives by."""

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.test_clocks import TestClockView
from tollgate.api.wire import Data, PathId
from tollgate.test_clocks.delete_test_clock import delete_test_clock

app = rest_app()


@app.delete("/api/v1/test-clocks/<id>")
def delete(id: PathId) -> Data[TestClockView]:
    return Data(data=TestClockView.of(delete_test_clock(scope_of(app), id, test_clocks=wiring.test_clocks())))


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE)
