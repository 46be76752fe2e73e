"""POST /api/v1/customers/{id}/unarchive: let an archived customer subscribe again."""

from tollgate import wiring
from tollgate.api.customers import CustomerView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.customers.unarchive_customer import unarchive_customer

app = rest_app()


@app.post("/api/v1/customers/<id>/unarchive")
def unarchive(id: PathId) -> Data[CustomerView]:
    customer = unarchive_customer(
        scope_of(app),
        id,
        customers=wiring.customers(),
        access=wiring.access(),
        test_clocks=wiring.test_clocks(),
        events=wiring.events(),
        clock=wiring.customer_clock(),
    )
    return Data(data=CustomerView.of(customer))


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE)
