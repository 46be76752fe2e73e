"""GET /api/v1/customers/{id}: show one customer."""

from tollgate import wiring
from tollgate.api.customers import CustomerView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.customers.retrieve_customer import retrieve_customer

app = rest_app()


@app.get("/api/v1/customers/<id>")
def retrieve(id: PathId) -> Data[CustomerView]:
    return Data(data=CustomerView.of(retrieve_customer(scope_of(app), id, customers=wiring.customers())))


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
