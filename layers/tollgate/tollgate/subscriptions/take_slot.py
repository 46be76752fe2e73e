"""Let a subscription begin in its slot: it is paid for, and what was there before gives way."""

from datetime import datetime
from typing import Any, NamedTuple

from tollgate.billing.invoice import BillingReason
from tollgate.catalog.package import PricingType
from tollgate.catalog.product import Product
from tollgate.subscriptions.agreement import usage_cut_of
from tollgate.subscriptions.charging import Charged, Charging
from tollgate.subscriptions.ending import apply_rules
from tollgate.subscriptions.events import SubscriptionTrialConverted, SubscriptionTrialStarted, SubscriptionUpdated
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
    awaits_payment: bool = True,
) -> Taken:
    """Let a trial take the place of a trial, and everything else that of what is no trial.

    One whose payment is not done waits, and nothing gives way. `origin` is the state it comes from, None for a new one.
    """
    told: dict[str, Any] = {
        "isUpgrade": direction is PlanDirection.UPGRADE,
        "isDowngrade": direction is PlanDirection.DOWNGRADE,
    }
    former = _former(begun, holdings)
    if begun.status is not SubscriptionStatus.IN_TRIAL:
        charged = _paid(begun, former, holdings, at=at, awaits_payment=awaits_payment)
        begun = charged.subscription
        if not charged.is_settled:
            begun = begun.but(status=transition(origin, _UNPAID[origin], of=begun.id).target, unpaid=charged.unpaid)
            begun = begun.but(carried=())  # the former one goes on, and pays for them
            _end_unpaid(begun, holdings, at=at)
            kept = holdings.keep(begun) if origin is not None else holdings.begin(begun, **told)
            return Taken(kept)
    return _taken(begun, former, product, holdings, at=at, origin=origin, **told)


def take_paid_slot(paid: Subscription, product: Product, holdings: Holdings, *, at: datetime) -> Taken:
    """Let a subscription have its slot whose first payment was waited for: what is there until now gives way.

    It was settled against what the former one had paid for as it was asked for; where that was renewed since, the rest
    of the new period is given back.
    """
    charging = Charging(holdings.scope, holdings.life)
    former, asked_at = _former(paid, holdings), paid.unpaid.since if paid.unpaid is not None else at
    if former is not None:
        paid = paid.but(carried=former.carried)
        is_renewed = former.period is not None and former.period.start > asked_at
        if is_renewed and charging.sold(former) is not None:
            draft = charging.last(former, at=at, is_prorated=True)
            reason = BillingReason.SUBSCRIPTION_UPDATE
            former = charging.give(former, draft, reason=reason, at=at, is_last=True).subscription
            paid = paid.but(carried=())
    origin = SubscriptionStatus.IN_TRIAL if paid.is_trial else SubscriptionStatus.PAYMENT_PENDING
    return _taken(paid.but(unpaid=None), former, product, holdings, at=at, origin=origin)


def _former(begun: Subscription, holdings: Holdings) -> Subscription | None:
    former = holdings.occupant(begun.product_id, is_trial=begun.status is SubscriptionStatus.IN_TRIAL)
    return former if former is not None and former.id != begun.id else None


def _taken(
    begun: Subscription,
    former: Subscription | None,
    product: Product,
    holdings: Holdings,
    *,
    at: datetime,
    origin: SubscriptionStatus | None,
    **told: Any,
) -> Taken:
    cut = None
    if former is not None:
        row = holdings.row_of(former.id)
        before = row.usage_cut if row is not None else None
        cut = usage_cut_of(begun, former, before=before, cutoff=product.usage_reset_cutoff)
        former = _give_way(former, begun, product, holdings, at=at)
    _end_others(begun, former, holdings, at=at)
    if origin is SubscriptionStatus.IN_TRIAL:
        kept = holdings.keep(begun, SubscriptionTrialConverted, usage_cut=cut, reason=_reason(begun))
    elif origin is not None:
        is_tried = begun.status is SubscriptionStatus.IN_TRIAL
        event = SubscriptionTrialStarted if is_tried else SubscriptionUpdated
        kept = holdings.keep(begun, event, usage_cut=cut, **told)
    else:
        kept = holdings.begin(begun, usage_cut=cut, **told)
    return Taken(kept, former)


def _reason(converted: Subscription) -> str:
    is_over = converted.trial_end_date is not None and converted.trial_end_date <= converted.updated_at
    return "TRIAL_ENDED" if is_over else "PAID_SUBSCRIPTION_PROVISIONED"


def _paid(
    begun: Subscription, former: Subscription | None, holdings: Holdings, *, at: datetime, awaits_payment: bool
) -> Charged:
    """Give the order for what begins; in the same currency it is settled against what the former one had paid."""
    charging = Charging(holdings.scope, holdings.life)
    if former is not None:
        charging.look_ahead(former)
    sold = charging.sold(begun)
    before = charging.sold(former) if former is not None else None
    if former is None or before is None or sold is None or before.currency != sold.currency:
        draft, reason = charging.first(begun, at=at), BillingReason.SUBSCRIPTION_CREATION
        return charging.give(begun, draft, reason=reason, at=at, awaits_payment=awaits_payment)
    draft, reason = charging.change(former, begun, at=at), BillingReason.SUBSCRIPTION_UPDATE
    charged = charging.give(begun, draft, former=former, reason=reason, at=at, awaits_payment=awaits_payment)
    return charged._replace(subscription=charged.subscription.but(carried=former.carried))


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
    _end_unpaid(begun, holdings, at=at)
    is_bought = begun.pricing_type is not PricingType.FREE and begun.status is SubscriptionStatus.ACTIVE
    was_bought = former is not None and former.pricing_type is not PricingType.FREE
    for each in holdings.in_slot(begun.product_id):
        if each.id == begun.id:
            continue
        if each.status is SubscriptionStatus.IN_TRIAL and is_bought and not was_bought:
            holdings.end(each, Trigger.TRIAL_SUPERSEDED, at=at)


def _end_unpaid(begun: Subscription, holdings: Holdings, *, at: datetime) -> None:
    for each in holdings.in_slot(begun.product_id):
        if each.id != begun.id and each.status is SubscriptionStatus.PAYMENT_PENDING:
            holdings.life.billing.void(holdings.scope, each.id, at=at)
            holdings.end(each, Trigger.REPLACED, at=at)
