"""Preview the next invoice of a subscription that goes on: by what is used, carried over and scheduled so far."""

from collections.abc import Iterator
from dataclasses import replace

from tollgate.billing.invoice import InvoiceDraft
from tollgate.billing.ports import BillingOrder
from tollgate.billing.preview import PreviewingProvider
from tollgate.billing.sold import Sold
from tollgate.shared.entity import Instant, Value
from tollgate.shared.money import Money
from tollgate.shared.scope import Scope
from tollgate.subscriptions.advance_subscription import advance_one
from tollgate.subscriptions.errors import SubscriptionAlreadyEnded, SubscriptionNotFound
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.timeline import Due

_MOST_STEPS = 30
"""A year of months whose overage is billed, and what may happen in between."""


class NextInvoice(Value):
    """The invoice that a subscription gets next, at `at`, as it would be by what is known `now`."""

    draft: InvoiceDraft
    sold: Sold
    at: Instant
    now: Instant
    balance: Money


def preview_next_invoice(scope: Scope, subscription_id: str, life: Lifecycle) -> NextInvoice | None:
    """Return the next invoice, None where none will come; the caller lets go of what was staged.

    What falls due is done one instant after the other, as time would, until something is to be paid: a renewal with
    the changes that wait for it, the end of a trial, the overage of a month, or the last invoice of what ends. Raises
    `SubscriptionNotFound` and `SubscriptionAlreadyEnded`.
    """
    subscription = life.subscriptions.find(scope, subscription_id)
    if subscription is None:
        raise SubscriptionNotFound.of(subscription_id)
    if subscription.has_ended:
        raise SubscriptionAlreadyEnded.named(subscription.id, subscription.status)
    billing = PreviewingProvider()
    holdings = Holdings.around(scope, subscription, replace(life, billing=billing))
    order = next(_orders(subscription, holdings, billing), None)
    sold = order.sold or order.former if order is not None else None
    if order is None or sold is None or order.draft is None:
        return None
    balance = life.billing.balance(scope, order.payer_id, sold.currency)
    return NextInvoice(draft=order.draft, sold=sold, at=order.at, now=holdings.now, balance=balance)


def _orders(subscription: Subscription, holdings: Holdings, billing: PreviewingProvider) -> Iterator[BillingOrder]:
    """Yield what is ordered of the subscription, and of what follows it in its slot, as time goes on."""
    beside = {each.id for each in holdings.in_slot(subscription.product_id)} - {subscription.id}
    for _ in range(_MOST_STEPS):
        due = [each for each in holdings.in_slot(subscription.product_id) if each.due_at is not None]
        if not any(each.id not in beside for each in due):
            return
        seen = len(billing.orders)
        advance_one(min(due, key=_due_first), holdings)
        for order in billing.orders[seen:]:
            if order.draft is not None and order.draft.lines and order.subscription_id not in beside:
                yield order


def _due_first(subscription: Subscription) -> Due:
    due = subscription.due
    assert due is not None, "only what waits for something is asked"
    return due
