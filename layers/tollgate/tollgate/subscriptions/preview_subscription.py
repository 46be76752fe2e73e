"""Preview a subscription: what provisioning it would settle now, and what its next full period costs."""

from dataclasses import replace

from tollgate.billing.invoice import InvoiceDraft
from tollgate.billing.invoicing import opening
from tollgate.billing.preview import PreviewingProvider
from tollgate.catalog.bundle import FreeItem
from tollgate.shared.entity import Value
from tollgate.shared.period import Period, billing_period_at
from tollgate.shared.scope import Scope
from tollgate.subscriptions.agreement import ProvisionRequest, sold_fields
from tollgate.subscriptions.catalogue import sold_addons, sold_plan
from tollgate.subscriptions.charging import Charging
from tollgate.subscriptions.future_update import PlanChange, PlanDirection
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.offer import offer_of
from tollgate.subscriptions.provision_subscription import provision_subscription
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.terms import AppliedCoupon


class SubscriptionPreview(Value):
    """What a request would come to. Nothing of it has happened.

    `immediate` is what would be invoiced at once, None for nothing; `recurring` the invoice of a full period, None
    where nothing recurs.
    """

    immediate: InvoiceDraft | None
    recurring: InvoiceDraft | None
    period: Period | None
    currency: str | None
    coupon: AppliedCoupon | None = None
    free_items: tuple[FreeItem, ...] = ()
    is_scheduled: bool = False
    is_plan_downgrade: bool = False


def preview_subscription(request: ProvisionRequest, life: Lifecycle) -> SubscriptionPreview:
    """Return what provisioning would come to; the caller lets go of what it staged. Raises what it would raise."""
    billing = PreviewingProvider()
    planned = replace(life, billing=billing)
    outcome = provision_subscription(request.but(checkout_options=None), planned)
    subscription = outcome.subscription
    assert subscription is not None, "who previews needs no checkout"
    change = next((each.change for each in subscription.scheduled if isinstance(each.change, PlanChange)), None)
    follower = subscription if change is None else _followed(request.scope, subscription, change, planned)
    immediate = next((order.draft for order in reversed(billing.orders) if order.draft is not None), None)
    return SubscriptionPreview(
        immediate=None if outcome.is_scheduled else immediate,
        recurring=_recurring(request.scope, follower, planned),
        period=subscription.period,
        currency=follower.currency,
        coupon=follower.coupon,
        free_items=follower.free_items,
        is_scheduled=outcome.is_scheduled,
        is_plan_downgrade=change is not None and change.direction is PlanDirection.DOWNGRADE,
    )


def _followed(scope: Scope, subscription: Subscription, change: PlanChange, life: Lifecycle) -> Subscription:
    """Return the subscription as it sells what is to follow it."""
    plan, _ = sold_plan(scope, change.plan_id, plans=life.plans, products=life.products)
    offer = offer_of(change.terms, plan, sold_addons(scope, change.terms.addons, life))
    return subscription.but(**sold_fields(offer), terms=change.terms, coupon=change.coupon)


def _recurring(scope: Scope, subscription: Subscription, life: Lifecycle) -> InvoiceDraft | None:
    sold = Charging(scope, life).sold(subscription)
    period = subscription.terms.billing_period
    if sold is None or period is None:
        return None
    begins_at = subscription.period.end if subscription.period is not None else subscription.start_date
    anchor = subscription.billing_cycle_anchor or begins_at
    return opening(sold.without_one_offs(), period=billing_period_at(anchor, period, begins_at), at=begins_at)
