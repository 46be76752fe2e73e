"""POST /api/v1/customers: provision a customer."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.customers import CustomerView, ProvisionCustomerBody
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.customers.provision_customer import create_customer

app = rest_app()


@app.post("/api/v1/customers", status_code=201)
def provision(body: Annotated[ProvisionCustomerBody, Body()]) -> Data[CustomerView]:
    customer = create_customer(
        body.to_request(scope_of(app)),
        customers=wiring.customers(),
        access=wiring.access(),
        test_clocks=wiring.test_clocks(),
        coupons=wiring.coupons(),
        linked=wiring.linked_entities(),
        events=wiring.events(),
        clock=wiring.customer_clock(),
        ids=wiring.ids(),
    )
    return Data(data=CustomerView.of(customer))


handler = entrypoint(app, needs=Permission.CUSTOMER_WRITE)
