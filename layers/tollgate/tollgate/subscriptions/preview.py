"""What a change of a subscription would come to, read off what was planned without being carried out."""

from datetime import datetime

from tollgate.billing.invoice import InvoiceDraft, nothing
from tollgate.billing.invoicing import opening
from tollgate.billing.preview import PreviewingProvider
from tollgate.billing.sold import AppliedDiscount, Sold
from tollgate.catalog.bundle import FreeItem
from tollgate.shared.entity import Instant, Value
from tollgate.shared.money import Money
from tollgate.shared.period import Period, billing_period_at
from tollgate.shared.scope import Scope
from tollgate.subscriptions.agreement import sold_fields
from tollgate.subscriptions.apply_changes import on_offer, with_changes
from tollgate.subscriptions.catalogue import sold_addons, sold_plan
from tollgate.subscriptions.charging import Charging
from tollgate.subscriptions.future_update import PlanChange, PlanDirection
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.offer import offer_of
from tollgate.subscriptions.selling import priced_by
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.terms import AppliedCoupon

DEFAULT_CURRENCY = "usd"
"""What nothing at all is told in."""


class SubscriptionPreview(Value):
    """What a request would come to. Nothing of it has happened.

    `immediate` is what would be invoiced at once, None for nothing; `recurring` the invoice of a full period, None
    where nothing recurs. `balance` is the payer's: zero, or the credit there is, below zero.
    """

    at: Instant
    immediate: InvoiceDraft | None
    recurring: InvoiceDraft | None
    period: Period | None
    currency: str | None
    balance: Money
    coupon: AppliedCoupon | None = None
    discount: AppliedDiscount | None = None
    free_items: tuple[FreeItem, ...] = ()
    is_scheduled: bool = False
    is_plan_downgrade: bool = False


def preview_of(
    scope: Scope, changed: Subscription, planned: Lifecycle, billing: PreviewingProvider, life: Lifecycle
) -> SubscriptionPreview:
    """Return the preview of a subscription as it was changed by plan: `billing` took note of what it would order."""
    now = life.clock.now(scope, changed.test_clock_id)
    waiting = [each.change for each in changed.scheduled if each.created_at == now]
    plan = next((each for each in waiting if isinstance(each, PlanChange)), None)
    follower = changed
    if plan is not None:
        follower = _followed(scope, changed, plan, planned)
    elif waiting:
        holdings = Holdings.around(scope, changed, planned)
        follower = on_offer(with_changes(changed, waiting, at=now), holdings, latest=True, at=now)
    order, sold = billing.invoiced(at=now), Charging(scope, planned).sold(follower)
    currency = follower.currency
    return SubscriptionPreview(
        at=now,
        immediate=order.draft if order is not None else None,
        recurring=recurring(follower, sold),
        period=changed.period,
        currency=currency,
        balance=_balance(scope, changed.payer_id, currency, life),
        coupon=follower.coupon,
        discount=sold.discount if sold is not None else None,
        free_items=follower.free_items,
        is_scheduled=bool(waiting),
        is_plan_downgrade=plan is not None and plan.direction is PlanDirection.DOWNGRADE,
    )


def recurring(subscription: Subscription, sold: Sold | None) -> InvoiceDraft | None:
    """Return the invoice of the first full period that begins from here on, None where nothing recurs."""
    period = subscription.terms.billing_period
    if sold is None or period is None:
        return None
    begins_at = subscription.period.end if subscription.period is not None else subscription.start_date
    anchor = subscription.billing_cycle_anchor or begins_at
    return opening(sold.without_one_offs(), period=billing_period_at(anchor, period, begins_at), at=begins_at)


def price_of(
    subscription: Subscription, *, payer_coupon: AppliedCoupon | None = None, at: datetime
) -> InvoiceDraft | None:
    """Return what a full period costs by what is agreed on now, whoever collects it; None where nothing recurs."""
    sold, period = priced_by(subscription, payer_coupon=payer_coupon), subscription.terms.billing_period
    if sold is None or period is None:
        return None
    running = subscription.period or billing_period_at(at, period, at)
    return opening(sold.without_one_offs(), period=running, at=at)


def _balance(scope: Scope, payer_id: str, currency: str | None, life: Lifecycle) -> Money:
    return life.billing.balance(scope, payer_id, currency) if currency is not None else nothing(DEFAULT_CURRENCY)


def _followed(scope: Scope, subscription: Subscription, change: PlanChange, life: Lifecycle) -> Subscription:
    """Return the subscription as it sells what is to follow it."""
    plan, _ = sold_plan(scope, change.plan_id, plans=life.plans, products=life.products)
    offer = offer_of(change.terms, plan, sold_addons(scope, change.terms.addons, life))
    return subscription.but(**sold_fields(offer), terms=change.terms, coupon=change.coupon)
