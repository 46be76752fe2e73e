"""POST /api/v1/subscriptions/{id}/invoice/paid: mark a subscription's latest invoice as paid."""

from tollgate import wiring
from tollgate.api.invoices import MarkedInvoiceView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.subscriptions.mark_invoice_paid import mark_invoice_paid

app = rest_app()


@app.post("/api/v1/subscriptions/<id>/invoice/paid")
def mark_paid(id: PathId) -> Data[MarkedInvoiceView]:
    subscription = mark_invoice_paid(scope_of(app), id, wiring.subscription_lifecycle())
    return Data(data=MarkedInvoiceView(id=subscription.id))


handler = entrypoint(app, needs=Permission.SUBSCRIPTION_WRITE)
