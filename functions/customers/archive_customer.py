"""POST /api/v1/customers/{id}/archive: end everything a customer has, and forget who it is."""

from tollgate import wiring
from tollgate.api.customers import CustomerView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.customers.archive_customer import archive_customer

app = rest_app()


@app.post("/api/v1/customers/<id>/archive")
def archive(id: PathId) -> Data[CustomerView]:
    customer = archive_customer(scope_of(app), id, wiring.archiving())
    return Data(data=CustomerView.of(customer))


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE)
