"""Record what became of a payment: what waited for it begins or changes, or it is shown that it failed."""

from datetime import datetime

from tollgate.catalog.errors import ProductNotFound
from tollgate.shared.errors import DomainError
from tollgate.shared.scope import Scope
from tollgate.subscriptions.advance_subscription import catch_up
from tollgate.subscriptions.apply_changes import once_paid, without_unpaid
from tollgate.subscriptions.charging import Charging
from tollgate.subscriptions.ending import end_and_follow
from tollgate.subscriptions.errors import SubscriptionNotFound
from tollgate.subscriptions.future_update import ScheduleStatus
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.payment_events import payment_failed
from tollgate.subscriptions.payment_report import SHOWN_AS, PaymentOutcome, PaymentReport, is_news
from tollgate.subscriptions.state_machine import Trigger
from tollgate.subscriptions.status import SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.take_slot import take_paid_slot

_FAILED = frozenset((PaymentOutcome.FAILED, PaymentOutcome.ACTION_REQUIRED))


def record_payment(scope: Scope, subscription_id: str, report: PaymentReport, life: Lifecycle) -> Subscription:
    """Return the subscription as a provider's report leaves it; as it was where that is no news, or it has ended.

    A payment counts as long as it was not given up, also where it is told after its time. Raises
    `SubscriptionNotFound`.
    """
    subscription = life.subscriptions.find(scope, subscription_id)
    if subscription is None:
        raise SubscriptionNotFound.of(subscription_id)
    if subscription.has_ended:
        return subscription
    holdings = Holdings.around(scope, subscription, life)
    if not report.is_of_payment:
        return _ended(subscription, report, holdings)
    if not is_news(report, subscription):
        return subscription
    recorded = _recorded(subscription, report, holdings)
    holdings.write()
    return recorded


def _recorded(subscription: Subscription, report: PaymentReport, holdings: Holdings) -> Subscription:
    told = _shown(subscription, report)
    unpaid = subscription.unpaid
    if report.outcome is not PaymentOutcome.PAID:
        kept = holdings.keep(told.but(updated_at=holdings.now))
        if report.outcome in _FAILED:
            error = report.error or f"The payment is {report.outcome.value}"
            event = payment_failed(kept, error, event_id=report.event_id, at=holdings.now)
            holdings.life.events.record(holdings.scope, event)
        return kept
    if subscription.status is SubscriptionStatus.PAYMENT_PENDING:
        return _begun(told, holdings)
    if subscription.unpaid_updates and report.is_about(unpaid.invoice_id if unpaid is not None else None):
        return _updated(told, holdings)
    return holdings.keep(told.but(updated_at=holdings.now))


def _shown(subscription: Subscription, report: PaymentReport) -> Subscription:
    shown = subscription.but(
        payment_collection=SHOWN_AS[report.outcome],
        latest_invoice=report.invoice or subscription.latest_invoice,
    )
    unpaid, invoice = subscription.unpaid, report.invoice
    if unpaid is None or unpaid.invoice_id is not None or invoice is None or not subscription.unpaid_updates:
        return shown
    return shown.but(unpaid=unpaid.but(invoice_id=invoice.id))


def _begun(pending: Subscription, holdings: Holdings) -> Subscription:
    """Return the subscription that waited for its first payment, in its slot from now on; its period goes on."""
    catch_up(holdings, pending.product_id, besides=pending.id)
    product = holdings.life.products.find(holdings.scope, pending.product_id)
    if product is None:
        raise ProductNotFound.of(pending.product_id)
    Charging(holdings.scope, holdings.life).note_usage_of(pending)
    begun = pending.moved(Trigger.PAID, at=holdings.now)
    return take_paid_slot(begun, product, holdings, at=holdings.now).subscription


def _updated(waiting: Subscription, holdings: Holdings) -> Subscription:
    """Return the subscription after the changes that are paid for now, before what is due next takes place."""
    at = _before_what_is_due(waiting, holdings.now)
    try:
        return holdings.keep(once_paid(waiting, holdings, at=at).but(updated_at=at))
    except DomainError:
        # What was paid for is not sold any more: the subscription goes on as it is.
        failed = waiting.with_updates_over(ScheduleStatus.PENDING_PAYMENT, now_over=ScheduleStatus.FAILED)
        return holdings.keep(failed.but(unpaid=None, updated_at=at))


def _before_what_is_due(subscription: Subscription, now: datetime) -> datetime:
    return min(now, subscription.due_at) if subscription.due_at is not None else now


def _ended(subscription: Subscription, report: PaymentReport, holdings: Holdings) -> Subscription:
    """Return the subscription once the provider does not bill it any more; what it does not bill is left alone."""
    catch_up(holdings, subscription.product_id)
    held = holdings.stored(subscription.id)
    if held.status is SubscriptionStatus.PAYMENT_PENDING:
        held = end_and_follow(held, Trigger.PAYMENT_OVERDUE, holdings, at=holdings.now)
    elif held.status is SubscriptionStatus.ACTIVE:
        is_canceled = report.outcome is PaymentOutcome.CANCELED
        trigger = Trigger.CANCELED_BY_BILLING if is_canceled else Trigger.BILLING_DETACHED
        cleared = without_unpaid(held, holdings, at=holdings.now) if held.unpaid_updates else held
        held = end_and_follow(cleared, trigger, holdings, at=holdings.now)
    holdings.write()
    return held
