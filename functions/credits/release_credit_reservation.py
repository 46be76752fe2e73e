"""POST /api/v1/credits/reservations/{reservationId}/release: burn what was needed, and give back the rest."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.credit_reservations import ReleaseBody, ReleasedView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.credits.release import release_reservation

app = rest_app()


@app.post("/api/v1/credits/reservations/<reservationId>/release")
def release(reservationId: PathId, body: Annotated[ReleaseBody, Body()]) -> Data[ReleasedView]:
    request = body.to_request(scope_of(app), reservationId)
    released = release_reservation(request, ports=wiring.crediting(), today=wiring.clock().now())
    return Data(data=ReleasedView.of(released))


handler = entrypoint(app, needs=Permission.USAGE_WRITE)
