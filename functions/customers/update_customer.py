"""PATCH /api/v1/customers/{id}: change what is known of a customer."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.customers import CustomerView, UpdateCustomerBody
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.customers.update_customer import update_customer

app = rest_app()


@app.patch("/api/v1/customers/<id>")
def update(id: PathId, body: Annotated[UpdateCustomerBody, Body()]) -> Data[CustomerView]:
    customer = update_customer(
        body.to_request(scope_of(app), id),
        customers=wiring.customers(),
        coupons=wiring.coupons(),
        linked=wiring.linked_entities(),
        events=wiring.events(),
        clock=wiring.customer_clock(),
    )
    return Data(data=CustomerView.of(customer))


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE)
