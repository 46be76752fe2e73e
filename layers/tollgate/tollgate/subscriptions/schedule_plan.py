"""Let another plan follow the present one later: at the end of the period, the month or the trial."""

from datetime import datetime

from tollgate.catalog.package import PricingType
from tollgate.catalog.plan import Plan
from tollgate.catalog.product import Product
from tollgate.shared.errors import DuplicatedEntity
from tollgate.subscriptions.agreement import ProvisionRequest
from tollgate.subscriptions.catalogue import held_version, plans_by_id, sold_addons, terms_of
from tollgate.subscriptions.coupons import applied_coupon, check_currency
from tollgate.subscriptions.direction import direction_of
from tollgate.subscriptions.errors import CannotSchedule
from tollgate.subscriptions.future_update import PlanChange, PlanDirection
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.offer import offer_of
from tollgate.subscriptions.schedule import scheduled_time, with_schedule
from tollgate.subscriptions.status import ScheduleStrategy
from tollgate.subscriptions.subscription import Subscription


def plan_direction(former: Subscription, plan: Plan, life: Lifecycle, holdings: Holdings) -> PlanDirection:
    """Return what taking a plan in the place of a subscription's is."""
    if former.plan_id == plan.id:
        return PlanDirection.NONE
    present = held_version(holdings.scope, former.plan_id, former.price_version, life)
    has_parents = present.parent_plan_id is not None or plan.parent_plan_id is not None
    return direction_of(present, plan, plans=plans_by_id(holdings.scope, life) if has_parents else {})


def waits_for(
    request: ProvisionRequest, product: Product, former: Subscription | None, direction: PlanDirection, now: datetime
) -> datetime | None:
    """Return the instant at which the plan is to follow the present subscription, None for at once.

    A wish decides; without one a downgrade from a paid plan waits where the product says so. Raises `CannotSchedule`
    where nothing is there that the plan could follow.
    """
    strategy = request.schedule_strategy
    if request.start_date is not None or strategy is ScheduleStrategy.IMMEDIATE:
        return None
    if strategy is not None:
        if former is None:
            message = "Nothing is subscribed whose end could be waited for: leave scheduleStrategy out"
            raise CannotSchedule(message, field="scheduleStrategy")
        return scheduled_time(former, strategy, now=now)
    is_put_off = product.product_settings.downgrade_at_end_of_billing_period
    is_paid = former is not None and former.pricing_type is PricingType.PAID and former.period is not None
    if former is None or not is_put_off or not is_paid or direction is not PlanDirection.DOWNGRADE:
        return None
    return scheduled_time(former, ScheduleStrategy.END_OF_BILLING_PERIOD, now=now)


def schedule_plan(
    request: ProvisionRequest,
    plan: Plan,
    former: Subscription,
    direction: PlanDirection,
    holdings: Holdings,
    *,
    at: datetime,
) -> Subscription:
    """Return the present subscription with the plan waiting to follow it, in the place of what waited before.

    Raises what provisioning the plan now would raise of its terms.
    """
    life, now = holdings.life, holdings.now
    terms = terms_of(request, plan, life, at=now)
    offer = offer_of(terms, plan, sold_addons(request.scope, terms.addons, life))
    coupon = applied_coupon(request.scope, request.coupon, coupons=life.coupons, ids=life.ids, at=at)
    check_currency(coupon, offer.currency)
    change = PlanChange(
        plan_id=plan.id,
        subscription_id=_follower_id(request, life),
        direction=direction,
        terms=terms,
        coupon=coupon,
        metadata=request.metadata,
        salesforce_id=request.salesforce_id,
    )
    return holdings.keep(with_schedule(former, (change,), at=at, now=now))


def _follower_id(request: ProvisionRequest, life: Lifecycle) -> str:
    """Return the id that the plan begins under: known from now on, so that it is charged for once then."""
    if request.id is not None and life.subscriptions.find(request.scope, request.id) is not None:
        raise DuplicatedEntity.of("subscription", request.id)
    return request.id or life.ids.new("subscription")


def occupant_to_follow(holdings: Holdings, product_id: str) -> Subscription | None:
    """Return what a plan would follow: what is paid for or free, else what is tried."""
    return holdings.occupant(product_id, is_trial=False) or holdings.occupant(product_id, is_trial=True)
