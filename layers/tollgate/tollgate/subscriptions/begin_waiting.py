"""Let begin what waited: a subscription whose start has come, or a plan that was to follow another."""

from datetime import datetime

from tollgate.catalog.errors import ProductNotFound
from tollgate.catalog.package import PricingType
from tollgate.catalog.product import Product
from tollgate.shared.errors import DomainError
from tollgate.subscriptions.agreement import ProvisionRequest, begin, in_first_period
from tollgate.subscriptions.apply_changes import on_offer
from tollgate.subscriptions.catalogue import sold_addons, sold_plan
from tollgate.subscriptions.coupons import check_currency
from tollgate.subscriptions.future_update import PlanChange, ScheduleStatus
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.offer import offer_of
from tollgate.subscriptions.schedule_plan import plan_direction
from tollgate.subscriptions.state_machine import Trigger
from tollgate.subscriptions.status import SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.take_slot import take_slot


def begin_waiting(subscription: Subscription, holdings: Holdings, at: datetime) -> Subscription:
    """Return the subscription as it starts, with the latest versions of what it is to; those it has, where those are
    not sold any more.
    """
    trigger = Trigger.STARTED_IN_TRIAL if subscription.is_trial else Trigger.STARTED
    try:
        latest = on_offer(subscription, holdings, latest=True, at=at)
    except DomainError:
        latest = subscription
    started = latest.moved(trigger, at=at)
    former = holdings.occupant(started.product_id, is_trial=started.is_trial)
    if started.pricing_type is PricingType.PAID and not started.is_trial:
        started = in_first_period(started, former, restarts=False, at=at)
    product = _product(subscription, holdings)
    return take_slot(started, product, holdings, at=at, origin=SubscriptionStatus.NOT_STARTED).subscription


def follow_plan(former: Subscription, change: PlanChange, holdings: Holdings, *, at: datetime) -> Subscription:
    """Return the former subscription, ended, after the plan that was to follow it has begun in its place.

    Raises what tells why the plan or its add-ons are not sold any more.
    """
    scope, life = holdings.scope, holdings.life
    told = change.subscription_id
    life.subscriptions.read_ahead(scope, holdings.customer_id, change.plan_id, held=(), new_id=told)
    plan, product = sold_plan(scope, change.plan_id, plans=life.plans, products=life.products)
    offer = offer_of(change.terms, plan, sold_addons(scope, change.terms.addons, life))
    check_currency(change.coupon, offer.currency)
    request = ProvisionRequest(
        scope=scope,
        customer_id=former.customer_id,
        plan_id=plan.id,
        resource_id=former.resource_id,
        payment_collection_method=former.payment_collection_method,
        billing_information=former.billing_information,
        paying_customer_id=former.paying_customer_id,
        contract_id=former.contract_id,
        salesforce_id=change.salesforce_id,
        metadata=change.metadata,
    )
    begun = begin(
        request,
        id=_id_of(change, holdings),
        uuid=life.ids.uuid(),
        plan=plan,
        terms=change.terms,
        offer=offer,
        coupon=change.coupon,
        trial=None,
        former=former,
        test_clock_id=holdings.test_clock_id,
        now=at,
    )
    direction = plan_direction(former, plan, life, holdings)
    done = former.with_updates_over(ScheduleStatus.SCHEDULED, now_over=ScheduleStatus.DONE)
    holdings.know(done)
    taken = take_slot(begun, product, holdings, at=at, direction=direction)
    if taken.replaced is not None and taken.replaced.id == former.id:
        return taken.replaced
    return _after_follower(done, holdings, at=at)


def _id_of(change: PlanChange, holdings: Holdings) -> str:
    """Return the id that was told beforehand, another one where somebody has taken it since."""
    told, life = change.subscription_id, holdings.life
    is_free = told is not None and life.subscriptions.find(holdings.scope, told) is None
    return told if told is not None and is_free else life.ids.new("subscription")


def _after_follower(former: Subscription, holdings: Holdings, *, at: datetime) -> Subscription:
    """Return what was followed where it did not give way by itself: a trial ends, what waits for a payment stays."""
    held = holdings.stored(former.id)
    if held.has_ended:
        return held
    if held.status is SubscriptionStatus.IN_TRIAL:
        return holdings.end(held, Trigger.TRIAL_SUPERSEDED, at=at)
    return holdings.keep(held.but(updated_at=at))


def _product(subscription: Subscription, holdings: Holdings) -> Product:
    product = holdings.life.products.find(holdings.scope, subscription.product_id)
    if product is None:
        raise ProductNotFound.of(subscription.product_id)
    return product
