"""GET /api/v1/customers/{id}/invoices: list what a customer was invoiced, newest first unless asked otherwise."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.invoices import InvoiceListQuery, InvoiceView
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Query
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Paged, PathId
from tollgate.customers.retrieve_customer import retrieve_customer

app = rest_app()


@app.get("/api/v1/customers/<id>/invoices")
def list_invoices(id: PathId, query: Annotated[InvoiceListQuery, Query()]) -> Paged[InvoiceView]:
    scope = scope_of(app)
    customer = retrieve_customer(scope, id, customers=wiring.customers())
    page = wiring.billing_provider().invoices(scope, customer.id, query.to_filters(), query.to_page())
    return Paged.of(page, InvoiceView.of)


handler = entrypoint(app, needs=Permission.CUSTOMER_READ)
