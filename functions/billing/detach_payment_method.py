"""DELETE /api/v1/customers/{id}/payment-method: stop charging a customer to its payment method."""

from tollgate import wiring
from tollgate.api.customers import CustomerView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.customers.detach_payment_method import detach_payment_method

app = rest_app()


@app.delete("/api/v1/customers/<id>/payment-method")
def detach(id: PathId) -> Data[CustomerView]:
    customer = detach_payment_method(
        scope_of(app),
        id,
        customers=wiring.customers(),
        subscriptions=wiring.subscriptions(),
        payment_methods=wiring.payment_methods(),
        events=wiring.events(),
        clock=wiring.customer_clock(),
    )
    return Data(data=CustomerView.of(customer))


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE, acts_at_once=True)
