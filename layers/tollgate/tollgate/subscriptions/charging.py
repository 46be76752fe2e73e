"""What an operation on a subscription asks of the billing provider."""

from datetime import datetime
from typing import NamedTuple

from tollgate.billing.invoice import BillingReason, InvoiceDraft
from tollgate.billing.invoicing import (
    arrears,
    changed,
    closing,
    opening,
    renewal,
    restarted,
    unprorated,
)
from tollgate.billing.ports import BillingOrder, Collection, Settlement
from tollgate.billing.sold import Sold
from tollgate.billing.usage import Usage, load_usage
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.order_key import order_key
from tollgate.subscriptions.payment_events import payment_failed
from tollgate.subscriptions.selling import coupon_of, sold_by
from tollgate.subscriptions.status import PaymentCollection, PaymentCollectionMethod
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.terms import AppliedCoupon
from tollgate.subscriptions.unpaid import Unpaid
from tollgate.subscriptions.waited_for import waited_for

_SHOWN_AS = {
    Collection.NOT_REQUIRED: PaymentCollection.NOT_REQUIRED,
    Collection.PAID: PaymentCollection.NOT_REQUIRED,
    Collection.PROCESSING: PaymentCollection.PROCESSING,
    Collection.FAILED: PaymentCollection.FAILED,
    Collection.ACTION_REQUIRED: PaymentCollection.ACTION_REQUIRED,
}


class Charged(NamedTuple):
    """A subscription after its order was given, what became of the money, and what is waited for, if anything."""

    subscription: Subscription
    collection: Collection
    unpaid: Unpaid | None = None

    @classmethod
    def nothing(cls, subscription: Subscription) -> "Charged":
        """Return a subscription about which no order was given."""
        return cls(subscription, Collection.NOT_REQUIRED)

    def waiting(self, unpaid: Unpaid) -> "Charged":
        """Return the same, with a payment that is waited for."""
        return self._replace(unpaid=unpaid)

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing stands in the way: it is paid, owed in any case, or nothing has to be."""
        return self.unpaid is None


class Charging:
    """Reckons what changes of subscriptions cost, and gives the orders. Free subscriptions give none."""

    def __init__(self, scope: Scope, life: Lifecycle) -> None:
        self.scope, self._life = scope, life

    def look_ahead(self, subscription: Subscription) -> None:
        """Read at once what reckoning with what was paid for so far needs; once in an operation."""
        payer_id, known = subscription.payer_id, self._life.payer_coupons
        if subscription.currency is None or subscription.coupon is not None or payer_id in known:
            return
        self._life.ledgers.read_ahead(self.scope, subscription.customer_id, subscription.id, payer_id=payer_id)

    def sold(self, subscription: Subscription) -> Sold | None:
        """Return what is charged for, None where nothing is billed."""
        coupon = self._coupon_of(subscription) if subscription.currency is not None else None
        return sold_by(self.scope, subscription, self._life, payer_coupon=coupon)

    def first(self, subscription: Subscription, *, at: datetime) -> InvoiceDraft | None:
        """Return what a subscription costs as it begins; one from the past is charged later."""
        sold = self.sold(subscription)
        since = subscription.billing_cycle_anchor or subscription.start_date
        if sold is None or max(subscription.start_date, since) < at:
            return None
        return opening(sold, period=subscription.period, at=at)

    def change(self, former: Subscription, after: Subscription, *, at: datetime) -> InvoiceDraft | None:
        """Return what a change costs for the rest of the period, or for a new one that begins with it.

        Usage that was charged otherwise before, or is charged no more, is settled too.
        """
        self.look_ahead(former)
        before, sold = self.sold(former), self.sold(after)
        if before is None or sold is None or former.period is None or after.period is None:
            return None
        usage = self._usage(before, former.period, until=at, is_final=True)
        if former.period == after.period:
            return changed(before, sold, period=after.period, at=at, usage=usage)
        return restarted(before, sold, former_period=former.period, period=after.period, at=at, usage=usage)

    def change_without_proration(
        self, former: Subscription, after: Subscription, *, at: datetime
    ) -> InvoiceDraft | None:
        """Return what a change costs beside the rest of the period: usage that is settled, and what is paid once."""
        before, sold, period = self.sold(former), self.sold(after), former.period
        if before is None or sold is None or period is None:
            return None
        usage = self._usage(before, period, until=at, is_final=True)
        return unprorated(before, sold, period=period, at=at, usage=usage)

    def arrears(self, subscription: Subscription, *, at: datetime) -> InvoiceDraft | None:
        """Return what was used since the last invoice, up to an instant within the period."""
        self.look_ahead(subscription)
        sold, period = self.sold(subscription), subscription.period
        if sold is None or period is None:
            return None
        return arrears(sold, usage=self._usage(sold, period, until=at), closed=period, at=at)

    def next(self, subscription: Subscription, renewed: Subscription, *, at: datetime) -> InvoiceDraft | None:
        """Return the invoice of a boundary: what was used up to it, what was carried over, and the next period."""
        self.look_ahead(subscription)
        sold, closed = self.sold(subscription), subscription.period
        if sold is None or closed is None:
            return None
        usage = self._usage(sold, closed)
        return renewal(sold, usage=usage, closed=closed, period=renewed.period, at=at, carried=subscription.carried)

    def last(self, subscription: Subscription, *, at: datetime, is_prorated: bool) -> InvoiceDraft | None:
        """Return the final invoice: what was used, and less the rest of the period where it is given back."""
        self.look_ahead(subscription)
        sold, period = self.sold(subscription), subscription.period
        if sold is None or period is None:
            return None
        usage = self._usage(sold, period, until=at, is_final=True)
        carried = subscription.carried
        return closing(sold, usage=usage, period=period, at=at, is_prorated=is_prorated, carried=carried)

    def carry(self, subscription: Subscription, draft: InvoiceDraft) -> Subscription:
        """Return the subscription with what a draft says waiting for the next invoice."""
        if draft.ledger is not None:
            self._life.ledgers.save(self.scope, subscription.customer_id, draft.ledger)
        return subscription.but(carried=(*subscription.carried, *draft.lines))

    def note_usage_of(self, paid: Subscription) -> None:
        """Take note that the invoice which a subscription waited for charged for usage: it is paid now."""
        ledger = paid.unpaid.ledger if paid.unpaid is not None else None
        if ledger is None:
            return
        known = self._life.ledgers.of(self.scope, paid.customer_id, ledger.subscription_id)
        self._life.ledgers.save(self.scope, paid.customer_id, known.and_also(ledger))

    def give(
        self,
        subscription: Subscription,
        draft: InvoiceDraft | None,
        *,
        former: Subscription | None = None,
        reason: BillingReason,
        at: datetime,
        is_last: bool = False,
        is_owed: bool = False,
        awaits_payment: bool = True,
    ) -> Charged:
        """Return the subscription as the provider's answer leaves it; what is not billed is left as it is.

        What `is_owed` goes on whatever becomes of the payment, as with renewals.
        """
        sold = None if is_last else self.sold(subscription)
        former = subscription if is_last else former
        before = self.sold(former) if former is not None else None
        if sold is None and before is None:
            return Charged.nothing(subscription)
        order = self.order(subscription, draft, former=before, reason=reason, at=at, is_last=is_last)
        order = order.but(is_owed=is_owed or is_last, awaits_payment=awaits_payment)
        answer = self._life.billing.settle(self.scope, order)
        charged = self.answered(subscription, answer, at=at)
        return charged if answer.settles(order) else charged.waiting(waited_for(subscription, draft, answer, at=at))

    def answered(self, subscription: Subscription, answer: Settlement, *, at: datetime) -> Charged:
        """Return the subscription as a provider's answer leaves it; a payment that came to nothing is told."""
        if answer.collection in {Collection.FAILED, Collection.ACTION_REQUIRED}:
            self._tell_of_failure(subscription, answer, at=at)
        return Charged(_answered(subscription, answer), answer.collection)

    def order(
        self,
        subscription: Subscription,
        draft: InvoiceDraft | None,
        *,
        former: Sold | None = None,
        reason: BillingReason,
        at: datetime,
        is_last: bool = False,
    ) -> BillingOrder:
        """Return what the provider is asked to do; the same again is the same order."""
        information = subscription.billing_information
        sold = None if is_last else self.sold(subscription)
        return BillingOrder(
            key=order_key(subscription, sold, reason=reason),
            sold=sold,
            former=former,
            draft=draft if self._life.is_collected else None,
            is_collected=self._life.is_collected,
            subscription_id=subscription.id,
            customer_id=subscription.customer_id,
            payer_id=subscription.payer_id,
            billing_id=subscription.billing_id,
            reason=reason,
            at=at,
            is_invoiced=subscription.payment_collection_method is PaymentCollectionMethod.INVOICE,
            is_paid=information.is_invoice_paid,
            days_until_due=information.invoice_days_until_due,
            metadata=information.metadata,
        )

    def _tell_of_failure(self, subscription: Subscription, answer: Settlement, *, at: datetime) -> None:
        error = answer.error or (answer.invoice.error_message if answer.invoice is not None else None)
        event = payment_failed(subscription, error or f"The payment is {answer.collection.value}", at=at)
        self._life.events.record(self.scope, event)

    def _usage(self, sold: Sold, closed: Period, *, until: datetime | None = None, is_final: bool = False) -> Usage:
        reader, ledgers = self._life.usage, self._life.ledgers
        return load_usage(self.scope, sold, closed, until=until, is_final=is_final, reader=reader, ledgers=ledgers)

    def _coupon_of(self, subscription: Subscription) -> AppliedCoupon | None:
        """Return the coupon of who pays, which reduces the invoices of subscriptions that have none of their own."""
        payer_id = subscription.payer_id
        if subscription.coupon is None and payer_id not in self._life.payer_coupons:
            payer = self._life.customers.find(self.scope, payer_id)
            self._life.payer_coupons[payer_id] = coupon_of(payer) if payer is not None else None
        return self._life.payer_coupons.get(payer_id)


def _answered(subscription: Subscription, answer: Settlement) -> Subscription:
    invoice = answer.invoice.summary if answer.invoice is not None else subscription.latest_invoice
    return subscription.but(
        payment_collection=_SHOWN_AS[answer.collection],
        billing_id=answer.billing_id or subscription.billing_id,
        latest_invoice=invoice,
        orders=subscription.orders + 1,
    )
