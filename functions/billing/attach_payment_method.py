"""POST /api/v1/customers/{id}/payment-method: charge a customer to a payment method of its billing provider."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.customers import CustomerView
from tollgate.api.payment_methods import AttachPaymentMethodBody
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.customers.attach_payment_method import attach_payment_method

app = rest_app()


@app.post("/api/v1/customers/<id>/payment-method")
def attach(id: PathId, body: Annotated[AttachPaymentMethodBody, Body()]) -> Data[CustomerView]:
    customer = attach_payment_method(
        body.to_request(scope_of(app), id),
        customers=wiring.customers(),
        payment_methods=wiring.payment_methods(),
        events=wiring.events(),
        clock=wiring.customer_clock(),
    )
    return Data(data=CustomerView.of(customer))


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE, acts_at_once=True)
