"""Let a subscription begin in its slot: it is paid for, and what was there before gives way."""

from datetime import datetime
from typing import NamedTuple

from tollgate.billing.invoice import BillingReason
from tollgate.catalog.package import PricingType
from tollgate.catalog.product import Product
from tollgate.subscriptions.agreement import usage_cut_of
from tollgate.subscriptions.charging import Charged, Charging
from tollgate.subscriptions.ending import apply_rules
from tollgate.subscriptions.events import SubscriptionTrialConverted
from tollgate.subscriptions.future_update import PlanDirection
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.state_machine import Trigger, transition
from tollgate.subscriptions.status import SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription

_UNPAID = {
    None: Trigger.PROVISIONED_UNPAID,
    SubscriptionStatus.NOT_STARTED: Trigger.STARTED_UNPAID,
    SubscriptionStatus.IN_TRIAL: Trigger.CONVERTED_UNPAID,
}


class Taken(NamedTuple):
    """The subscription that has the slot now, or waits for its payment, and the one that gave way to it."""

    subscription: Subscription
    replaced: Subscription | None = None


def take_slot(
    begun: Subscription,
    product: Product,
    holdings: Holdings,
    *,
    at: datetime,
    direction: PlanDirection = PlanDirection.NONE,
    origin: SubscriptionStatus | None = None,
) -> Taken:
    """Let a trial take the place of a trial, and everything else that of what is no trial.

    One whose payment is not done waits, and nothing gives way. `origin` is the state it comes from, None for a new one.
    """
    is_trial = begun.status is SubscriptionStatus.IN_TRIAL
    former = holdings.occupant(begun.product_id, is_trial=is_trial)
    former = former if former is not None and former.id != begun.id else None
    if not is_trial:
        charged = _paid(begun, former, holdings, at=at)
        if not charged.is_settled:
            waiting = transition(origin, _UNPAID[origin], of=begun.id).target
            return Taken(_taken_in(charged.subscription.but(status=waiting), holdings, origin=origin))
        begun = charged.subscription
    cut = None
    if former is not None:
        row = holdings.row_of(former.id)
        before = row.usage_cut if row is not None else None
        cut = usage_cut_of(begun, former, before=before, cutoff=product.usage_reset_cutoff)
        former = _give_way(former, begun, product, holdings, at=at)
    _end_others(begun, former, holdings, at=at)
    told = {"isUpgrade": direction is PlanDirection.UPGRADE, "isDowngrade": direction is PlanDirection.DOWNGRADE}
    return Taken(_taken_in(begun, holdings, origin=origin, cut=cut, **told), former)


def _taken_in(
    begun: Subscription,
    holdings: Holdings,
    *,
    origin: SubscriptionStatus | None,
    cut: datetime | None = None,
    **told: bool,
) -> Subscription:
    if origin is SubscriptionStatus.IN_TRIAL:
        return holdings.keep(begun, SubscriptionTrialConverted, usage_cut=cut, reason=_reason(begun))
    if origin is not None:
        return holdings.keep(begun, usage_cut=cut)
    return holdings.begin(begun, usage_cut=cut, **told)


def _reason(converted: Subscription) -> str:
    is_over = converted.trial_end_date is not None and converted.trial_end_date <= converted.updated_at
    return "TRIAL_ENDED" if is_over else "PAID_SUBSCRIPTION_PROVISIONED"


def _paid(begun: Subscription, former: Subscription | None, holdings: Holdings, *, at: datetime) -> Charged:
    """Give the order for what begins; in the same currency it is settled against what the former one had paid."""
    charging = Charging(holdings.scope, holdings.life)
    sold = charging.sold(begun)
    before = charging.sold(former) if former is not None else None
    if former is None or before is None or sold is None or before.currency != sold.currency:
        return charging.give(begun, charging.first(begun, at=at), reason=BillingReason.SUBSCRIPTION_CREATION, at=at)
    begun = begun.but(carried=former.carried)
    draft = charging.change(former, begun, at=at)
    return charging.give(begun, draft, former=former, reason=BillingReason.SUBSCRIPTION_UPDATE, at=at)


def _give_way(
    former: Subscription, begun: Subscription, product: Product, holdings: Holdings, *, at: datetime
) -> Subscription:
    charging = Charging(holdings.scope, holdings.life)
    before, sold = charging.sold(former), charging.sold(begun)
    if before is not None and (sold is None or before.currency != sold.currency):
        draft = charging.last(former, at=at, is_prorated=True)
        former = charging.give(
            former, draft, reason=BillingReason.SUBSCRIPTION_UPDATE, at=at, is_last=True
        ).subscription
    ended = holdings.end(former, Trigger.REPLACED, at=at)
    if former.plan_id != begun.plan_id:
        ended = apply_rules(ended, product, holdings, at=at)
    return ended


def _end_others(begun: Subscription, former: Subscription | None, holdings: Holdings, *, at: datetime) -> None:
    """End what waited for a payment in the slot, and a trial that is paid for now by another plan."""
    is_bought = begun.pricing_type is not PricingType.FREE and begun.status is SubscriptionStatus.ACTIVE
    was_bought = former is not None and former.pricing_type is not PricingType.FREE
    for each in holdings.in_slot(begun.product_id):
        if each.id == begun.id:
            continue
        if each.status is SubscriptionStatus.PAYMENT_PENDING:
            holdings.life.billing.void(holdings.scope, each.id, at=at)
            holdings.end(each, Trigger.REPLACED, at=at)
        elif each.status is SubscriptionStatus.IN_TRIAL and is_bought and not was_bought:
            holdings.end(each, Trigger.TRIAL_SUPERSEDED, at=at)
