"""POST /api/v1/subscriptions/{id}/invoice/paid: mark a subscription's latest invoice as paid."""

from tollgate import wiring
from tollgate.api.invoices import MarkedInvoiceView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.billing.mark_invoice_paid import mark_invoice_paid
from tollgate.subscriptions.retrieve_subscription import retrieve_subscription
from tollgate.subscriptions.subscription import PaymentCollectionMethod

app = rest_app()


@app.post("/api/v1/subscriptions/<id>/invoice/paid")
def mark_paid(id: PathId) -> Data[MarkedInvoiceView]:
    scope, clock = scope_of(app), wiring.clock()
    subscription = retrieve_subscription(scope, id, subscriptions=wiring.subscriptions(), clock=clock)
    mark_invoice_paid(
        scope,
        subscription.id,
        payer_id=subscription.paying_customer_id or subscription.customer_id,
        is_invoiced=subscription.payment_collection_method is PaymentCollectionMethod.INVOICE,
        provider=wiring.billing_provider(),
        clock=clock,
    )
    return Data(data=MarkedInvoiceView(id=subscription.id))


handler = entrypoint(app, needs=Permission.SUBSCRIPTION_WRITE)
