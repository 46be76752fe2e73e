"""What credits that are paid for wait for, and what becomes of them once the payment is known."""

from tollgate.billing.invoice import BillingReason, InvoiceDraft, InvoiceLine, nothing
from tollgate.billing.mark_invoice_paid import mark_invoice_paid
from tollgate.billing.ports import BillingOrder, BillingProvider, Collection, Settlement
from tollgate.charges.line import LineType
from tollgate.credits.find_grant import grant_and_wallet, shown_grant
from tollgate.credits.grant import CollectionMethod, CreditGrant, PaymentCollection
from tollgate.credits.grant_events import CreditGrantUpdated
from tollgate.credits.grant_invoice import GrantInvoice
from tollgate.credits.open_wallet import Crediting
from tollgate.credits.wallet import GrantPhase, GrantType
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.scope import Scope

_MOST_DAYS = 3650


class GrantBilling(Value):
    """How the invoice of a grant is to be issued."""

    invoice_days_until_due: int | None = None
    is_invoice_paid: bool = False
    awaits_payment: bool = True


def collected(
    scope: Scope, grant: CreditGrant, method: CollectionMethod | None, terms: GrantBilling, *, billing: BillingProvider
) -> CreditGrant:
    """Return the grant as its payment stands: in effect, or waiting for it.

    What costs nothing waits for nothing. An invoice that is sent is waited for, unless it is paid already. What the
    provider charges counts as soon as it says that the money came; the built-in one collects nothing and waits for
    nothing. Raises `InvalidInput` where it is not said how a cost is collected.
    """
    if terms.invoice_days_until_due is not None and not 0 <= terms.invoice_days_until_due <= _MOST_DAYS:
        message = f"invoiceDaysUntilDue must be between 0 and {_MOST_DAYS}"
        raise InvalidInput(message, field="billingInformation.invoiceDaysUntilDue")
    if grant.grant_type is GrantType.PROMOTIONAL or not grant.cost.amount:
        return grant
    if method is None:
        message = "Say how the cost is collected: CHARGE, INVOICE, or NONE where it was collected elsewhere"
        raise InvalidInput(message, field="paymentCollectionMethod")
    priced = grant.but(collection_method=method)
    if method is CollectionMethod.NONE:
        return priced
    settled = billing.settle(scope, _order(priced, terms))
    return _as_settled(priced, settled, is_paid=terms.is_invoice_paid)


def charged(scope: Scope, grant: CreditGrant, *, billing: BillingProvider) -> tuple[CreditGrant, Settlement]:
    """Return the grant as it stands once its cost is charged, or was before, and what the provider answered."""
    priced = grant.but(
        collection_method=CollectionMethod.CHARGE,
        is_awaiting_payment=False,
        payment_collection=PaymentCollection.NOT_REQUIRED,
    )
    settled = billing.settle(scope, _order(priced, GrantBilling()))
    return _as_settled(priced, settled, is_paid=False), settled


def mark_grant_paid(scope: Scope, grant_id: str, *, ports: Crediting, billing: BillingProvider) -> CreditGrant:
    """Return the grant whose invoice is marked as paid: its credits count from now on, or from their instant on.

    Raises `CreditGrantNotFound`, and what tells why the invoice cannot be marked.
    """
    grant, opened = grant_and_wallet(scope, grant_id, ports=ports)
    is_invoiced = grant.collection_method is CollectionMethod.INVOICE
    invoice = mark_invoice_paid(
        scope, grant.id, payer_id=grant.customer_id, is_invoiced=is_invoiced, provider=billing, at=opened.now
    )
    paid = grant.but(
        invoice=GrantInvoice.of(invoice),
        is_awaiting_payment=False,
        payment_collection=PaymentCollection.NOT_REQUIRED,
        updated_at=opened.now,
    )
    waiting = opened.change.wallet.find(grant.id)
    if waiting is not None and waiting.phase is GrantPhase.UNPAID:
        opened.change.paid(waiting, opened.now)
    ports.grants.save(scope, paid)
    shown = shown_grant(paid, opened, ports=ports)
    ports.events.record(scope, CreditGrantUpdated.of(shown, at=opened.now))
    opened.close(ports)
    return shown


def _order(grant: CreditGrant, terms: GrantBilling) -> BillingOrder:
    cost = grant.cost.rounded()
    line = InvoiceLine(type=LineType.OTHER, description=grant.display_name, amount=cost, quantity=grant.amount)
    none = nothing(cost.currency)
    return BillingOrder(
        key=grant.id,
        sold=None,
        draft=InvoiceDraft(currency=cost.currency, lines=(line,), subtotal=cost, discount=none, tax=none),
        subscription_id=grant.id,
        customer_id=grant.customer_id,
        payer_id=grant.customer_id,
        reason=BillingReason.MANUAL,
        at=grant.created_at,
        is_invoiced=grant.collection_method is CollectionMethod.INVOICE,
        is_paid=terms.is_invoice_paid,
        awaits_payment=terms.awaits_payment,
        days_until_due=terms.invoice_days_until_due,
        metadata=grant.metadata,
    )


def _as_settled(grant: CreditGrant, settled: Settlement, *, is_paid: bool) -> CreditGrant:
    invoice = GrantInvoice.of(settled.invoice) if settled.invoice is not None else None
    is_sent = grant.collection_method is CollectionMethod.INVOICE
    came = is_paid or settled.collection is Collection.PAID or (invoice is not None and invoice.is_paid)
    is_free_of_collection = settled.collection is Collection.NOT_REQUIRED and not is_sent
    if came or is_free_of_collection:
        return grant.but(invoice=invoice)
    stands = settled.collection
    if stands in {Collection.NOT_REQUIRED, Collection.PAID}:
        stands = Collection.PROCESSING
    return grant.but(invoice=invoice, is_awaiting_payment=True, payment_collection=PaymentCollection(stands.value))
