"""Bring a subscription over what has fallen due, one instant at a time."""

from collections.abc import Callable
from datetime import datetime

from tollgate.billing.invoice import BillingReason
from tollgate.shared.entity import wire_instant
from tollgate.shared.errors import ConcurrentChange, DomainError
from tollgate.shared.scope import Scope
from tollgate.subscriptions.apply_changes import (
    on_offer,
    settle,
    waiting_for_payment,
    with_changes,
    without_unpaid,
)
from tollgate.subscriptions.begin_waiting import begin_waiting, follow_plan
from tollgate.subscriptions.charging import Charging
from tollgate.subscriptions.convert_trial import convert_trial
from tollgate.subscriptions.ending import apply_rules, end_and_follow
from tollgate.subscriptions.events import SubscriptionBillingMonthEndsSoon, SubscriptionTrialEndsSoon
from tollgate.subscriptions.future_update import FutureUpdate, PlanChange, ScheduleStatus
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.payment import can_be_charged
from tollgate.subscriptions.state_machine import Trigger
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.timeline import DueKind

_MOST_CAUGHT_UP = 6
"""Each step may write an invoice, an account, a ledger and several events, of the 100 documents of a transaction."""

Step = Callable[[Subscription, Holdings, datetime], Subscription]


def advance_subscription(scope: Scope, customer_id: str, subscription_id: str, life: Lifecycle) -> bool:
    """Stage what falls due first, at its own instant, and tell whether something else has fallen due too.

    What falls due earlier in the same slot is done before: a renewal that is late must not overtake what replaces it.
    Harmless when repeated, late, or about a subscription that has ended since: what is not due stays as it is.
    """
    subscription = life.subscriptions.find_of(scope, customer_id, subscription_id)
    if subscription is None:
        return False
    now, due = life.clock.now(scope, subscription.test_clock_id), subscription.due
    if due is None or due.at > now:
        return False
    if due.kind is DueKind.RULES:
        return _go_on_with_rules(scope, subscription, life, due.at)
    holdings = Holdings.around(scope, subscription, life)
    _step(holdings, subscription.product_id)
    holdings.write()
    return holdings.stored(subscription_id).is_due(now)


def advance_one(subscription: Subscription, holdings: Holdings) -> Subscription:
    """Return a subscription after what falls due of it first, at its own instant."""
    due = subscription.due
    return _STEPS[due.kind](subscription, holdings, due.at) if due is not None else subscription


def catch_up(holdings: Holdings, product_id: str, *, besides: str | None = None) -> None:
    """Do what has fallen due in a slot before something else is done to it, each at its own instant.

    Of the subscription `besides` nothing is done. Raises `ConcurrentChange` where that is too much for one
    transaction: the sweep is about to do it.
    """
    for _ in range(_MOST_CAUGHT_UP):
        if not _step(holdings, product_id, besides=besides):
            return
    raise ConcurrentChange("What has fallen due is still being done; send the request again in a minute")


def _step(holdings: Holdings, product_id: str, *, besides: str | None = None) -> bool:
    """Do what has fallen due first in a slot, and tell whether there was something."""
    held = (each for each in holdings.in_slot(product_id) if each.id != besides)
    waiting = ((each.due, each) for each in held if each.is_due(holdings.now))
    due = [(due, each) for due, each in waiting if due is not None]
    if not due:
        return False
    soonest, subscription = min(due, key=lambda pair: (pair[0], pair[1].id))
    _STEPS[soonest.kind](subscription, holdings, soonest.at)
    return True


def _renew(subscription: Subscription, holdings: Holdings, at: datetime) -> Subscription:
    """Begin the next billing period: what was used in the last one is billed, and the next one in advance."""
    renewed = subscription.in_period_of(at).but(updated_at=at)
    charging = Charging(holdings.scope, holdings.life)
    draft = charging.next(subscription, renewed, at=at)
    renewed = renewed.but(arrears_from=at, carried=())
    reason = BillingReason.BILLING_CYCLE
    charged = charging.give(renewed, draft, former=subscription, reason=reason, at=at, is_owed=True)
    return holdings.keep(charged.subscription)


def _bill_month(subscription: Subscription, holdings: Holdings, at: datetime) -> Subscription:
    """Bill the overage of a month within a longer period."""
    charging = Charging(holdings.scope, holdings.life)
    draft = charging.arrears(subscription, at=at)
    billed = subscription.but(arrears_from=at, updated_at=at)
    reason = BillingReason.BILLING_CYCLE
    charged = charging.give(billed, draft, former=subscription, reason=reason, at=at, is_owed=True)
    return holdings.keep(charged.subscription)


def _change_as_scheduled(subscription: Subscription, holdings: Holdings, at: datetime) -> Subscription:
    """Let the changes take place that were scheduled for this instant, with what is sold by then."""
    waiting = [each for each in subscription.scheduled if each.scheduled_at <= at]
    plan = next((each.change for each in waiting if isinstance(each.change, PlanChange)), None)
    try:
        if plan is not None:
            return follow_plan(subscription, plan, holdings, at=at)
        changed = on_offer(
            with_changes(subscription, [each.change for each in waiting], at=at), holdings, latest=True, at=at
        )
    except DomainError:
        # What it asks for is not sold any more: the subscription goes on as it is.
        return holdings.keep(_settled(subscription, waiting, ScheduleStatus.FAILED).but(updated_at=at))
    charged = settle(subscription, changed, holdings, at=at)
    if not charged.is_settled:
        cleared = _settled(subscription, waiting, ScheduleStatus.CANCELED)
        return holdings.keep(waiting_for_payment(cleared, [each.change for each in waiting], charged, at=at))
    return holdings.keep(_settled(charged.subscription, waiting, ScheduleStatus.DONE))


def _settled(subscription: Subscription, waiting: list[FutureUpdate], status: ScheduleStatus) -> Subscription:
    over = tuple(each.over(status) if each in waiting else each for each in subscription.future_updates)
    return subscription.but(future_updates=over)


def _end_trial(subscription: Subscription, holdings: Holdings, at: datetime) -> Subscription:
    """End a trial: it is paid for from now on, or over."""
    charging = Charging(holdings.scope, holdings.life)
    if subscription.converts and can_be_charged(subscription, holdings.life, charging):
        return convert_trial(subscription, holdings, at=at)
    return end_and_follow(subscription, Trigger.TRIAL_ENDED, holdings, at=at)


def _tell_of_trial_end(subscription: Subscription, holdings: Holdings, at: datetime) -> Subscription:
    return holdings.keep(subscription.but(is_trial_end_told=True, updated_at=at), SubscriptionTrialEndsSoon)


def _tell_of_month_end(subscription: Subscription, holdings: Holdings, at: datetime) -> Subscription:
    month = subscription.month_to_tell
    if month is None:
        return subscription
    told = subscription.with_month_told().but(updated_at=at)
    start, end = wire_instant(month.start), wire_instant(month.end)
    return holdings.keep(
        told, SubscriptionBillingMonthEndsSoon, currentBillingMonthStart=start, currentBillingMonthEnd=end
    )


def _give_up_update(subscription: Subscription, holdings: Holdings, at: datetime) -> Subscription:
    """Let go of changes that were never paid for."""
    return holdings.keep(without_unpaid(subscription, holdings, at=at))


def _go_on_with_rules(scope: Scope, ended: Subscription, life: Lifecycle, at: datetime) -> bool:
    access = life.access.find(scope, ended.customer_id, ended.resource_id)
    product = life.products.find(scope, ended.product_id)
    if access is None or product is None:
        return False
    return apply_rules(ended, product, Holdings(scope, access, life), at=at).has_rules_to_apply


def _ended_by(trigger: Trigger) -> Step:
    return lambda subscription, holdings, at: end_and_follow(subscription, trigger, holdings, at=at)


_STEPS: dict[DueKind, Step] = {
    DueKind.START: begin_waiting,
    DueKind.PAYMENT_OVERDUE: _ended_by(Trigger.PAYMENT_OVERDUE),
    DueKind.CANCELLATION: _ended_by(Trigger.CANCELLATION_REACHED),
    DueKind.END: _ended_by(Trigger.END_REACHED),
    DueKind.TRIAL_ENDS_SOON: _tell_of_trial_end,
    DueKind.MONTH_ENDS_SOON: _tell_of_month_end,
    DueKind.TRIAL_END: _end_trial,
    DueKind.UPDATE_OVERDUE: _give_up_update,
    DueKind.SCHEDULED_UPDATE: _change_as_scheduled,
    DueKind.ARREARS: _bill_month,
    DueKind.RENEWAL: _renew,
}
