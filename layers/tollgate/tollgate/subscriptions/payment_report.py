"""What a billing provider tells of a payment, whenever it comes, and whether it is news."""

from enum import StrEnum

from tollgate.billing.invoice import InvoiceStatus, InvoiceSummary
from tollgate.shared.entity import Value
from tollgate.subscriptions.status import PaymentCollection
from tollgate.subscriptions.subscription import Subscription


class PaymentOutcome(StrEnum):
    """What became of a payment, or of the subscription there: the provider ended it, or does not bill it any more."""

    PROCESSING = "PROCESSING"
    ACTION_REQUIRED = "ACTION_REQUIRED"
    FAILED = "FAILED"
    PAID = "PAID"
    CANCELED = "CANCELED"
    DETACHED = "DETACHED"


class PaymentReport(Value):
    """One thing a provider tells. `invoice` is as it has it now, with the number of attempts to collect it so far.

    `event_id` is the provider's id of what it tells, `error` its words where a payment failed.
    """

    outcome: PaymentOutcome
    invoice: InvoiceSummary | None = None
    error: str | None = None
    event_id: str | None = None

    @property
    def is_of_payment(self) -> bool:
        """Tell whether it is about a payment, and not about the end of the subscription."""
        return self.outcome not in {PaymentOutcome.CANCELED, PaymentOutcome.DETACHED}

    def is_about(self, invoice_id: str | None) -> bool:
        """Tell whether it is about an invoice; about which one is not known where either has none."""
        return self.invoice is None or invoice_id is None or self.invoice.id == invoice_id


_COLLECTED = (
    PaymentCollection.PROCESSING,
    PaymentCollection.ACTION_REQUIRED,
    PaymentCollection.FAILED,
    PaymentCollection.NOT_REQUIRED,
)
"""How the collection of one attempt goes on: what comes later takes the place of what came before."""

SHOWN_AS = {
    PaymentOutcome.PROCESSING: PaymentCollection.PROCESSING,
    PaymentOutcome.ACTION_REQUIRED: PaymentCollection.ACTION_REQUIRED,
    PaymentOutcome.FAILED: PaymentCollection.FAILED,
    PaymentOutcome.PAID: PaymentCollection.NOT_REQUIRED,
}


def is_news(report: PaymentReport, subscription: Subscription) -> bool:
    """Tell whether a report says more than is known: it may be told again, late, and after what happened later.

    What is paid stays paid. Of one invoice the later attempt counts, of two the one that was issued later, or that an
    update waits for.
    """
    known, told = subscription.latest_invoice, report.invoice
    if told is None or known is None:
        return SHOWN_AS[report.outcome] is not subscription.payment_collection
    if told.id != known.id:
        unpaid = subscription.unpaid
        is_waited_for = unpaid is not None and unpaid.invoice_id == told.id
        return is_waited_for or told.issued_at > known.issued_at
    if known.status is not InvoiceStatus.OPEN:
        return False
    before = (known.attempt_count, _COLLECTED.index(subscription.payment_collection))
    return (told.attempt_count, _COLLECTED.index(SHOWN_AS[report.outcome])) > before or told.status is not known.status
