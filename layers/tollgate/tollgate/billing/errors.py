"""What billing refuses."""

from tollgate.billing.invoice import Invoice
from tollgate.shared.entity import wire_instant
from tollgate.shared.errors import Conflict, InvalidInput, NotFound
from tollgate.shared.period import Period


class BillingIntegrationMissing(InvalidInput):
    """The operation needs a billing vendor, and none is integrated."""

    code = "BillingIntegrationMissing"


class BillingRefused(InvalidInput):
    """The billing vendor did not take what it was asked for; its own words are in the message."""

    code = "StripeError"


class MissingBillingInvoice(NotFound):
    """No invoice was issued for the subscription."""

    code = "MissingBillingInvoiceError"

    @classmethod
    def of(cls, subscription_id: str) -> "MissingBillingInvoice":
        """Return the error for this subscription."""
        return cls(f"No invoice was issued for the subscription {subscription_id} yet", entityId=subscription_id)


class BillingInvoiceStatus(Conflict):
    """The subscription's latest invoice is paid, or called off."""

    code = "BillingInvoiceStatusError"

    @classmethod
    def of(cls, invoice: Invoice) -> "BillingInvoiceStatus":
        """Return the error for this invoice."""
        return cls(
            f"The latest invoice of the subscription {invoice.subscription_id} is {invoice.status}; "
            "only an open one can be marked as paid",
            entityId=invoice.subscription_id,
        )


class InvoiceIsCollected(InvalidInput):
    """A vendor charges the payer for the invoice: whether it is paid is the vendor's to say."""

    @classmethod
    def of(cls, subscription_id: str) -> "InvoiceIsCollected":
        """Return the error for this subscription."""
        return cls(
            f"The payer of the subscription {subscription_id} is charged automatically; only the invoices of "
            "subscriptions with paymentCollectionMethod INVOICE can be marked as paid"
        )


class NothingToCharge(InvalidInput):
    """Usage is charged up to an instant that is not in the billing period, or has not come yet."""

    @classmethod
    def outside(cls, period: Period) -> "NothingToCharge":
        """Return the error for this billing period."""
        start = wire_instant(period.start)
        return cls(f"untilDate is after {start}, the billing period's start, and not in the future", field="untilDate")
