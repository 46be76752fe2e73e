"""Provision a subscription: give a customer, or one of its resources, a plan."""

from datetime import datetime
from typing import Literal

from tollgate.billing.checkout import Checkout
from tollgate.billing.errors import BillingRefused
from tollgate.catalog.plan import Plan
from tollgate.catalog.product import Product
from tollgate.shared.entity import Value
from tollgate.shared.errors import DuplicatedEntity, InvalidInput
from tollgate.shared.ids import id_of_request
from tollgate.subscriptions.advance_subscription import catch_up
from tollgate.subscriptions.agreement import ProvisionRequest, begin, check_fields, check_terms
from tollgate.subscriptions.catalogue import sold_addons, sold_plan, terms_of
from tollgate.subscriptions.coupons import applied_coupon, check_currency
from tollgate.subscriptions.errors import InvalidCancellationDate
from tollgate.subscriptions.future_update import PlanDirection
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.offer import offer_of
from tollgate.subscriptions.payer import check_payer, with_payer
from tollgate.subscriptions.payment import needs_checkout
from tollgate.subscriptions.provision_again import provision_again, same_plan
from tollgate.subscriptions.provision_events import CreateSubscriptionFailed
from tollgate.subscriptions.schedule_plan import occupant_to_follow, plan_direction, schedule_plan, waits_for
from tollgate.subscriptions.state_machine import Trigger
from tollgate.subscriptions.status import SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.take_slot import Taken, take_slot
from tollgate.subscriptions.trials import Trial, decided_trial, is_eligible


class Provisioned(Value):
    """The subscription the customer now has in the slot, and the one it replaced, if any.

    Where a payment is required first there is none yet, but a `checkout` that leads to it. `is_scheduled` tells that
    the plan is to follow the present one later.
    """

    status: Literal["SUCCESS", "PAYMENT_REQUIRED"] = "SUCCESS"
    id: str
    subscription: Subscription | None
    replaced: Subscription | None = None
    checkout: Checkout | None = None
    is_scheduled: bool = False


def provision_subscription(request: ProvisionRequest, life: Lifecycle) -> Provisioned:
    """Return the subscription that begins now or at its start date; a former one in the slot ends at that instant.

    The same plan again changes the live subscription to what the request says, and is harmless where that is nothing
    new. Raises `CustomerNotFound`, `PlanNotFound`, `PriceNotFound`, `DuplicatedEntity`, `EntityIsArchived`,
    `PayerIsFixed`, or another refusal naming the field.
    """
    try:
        return _provisioned(request, life)
    except BillingRefused as refused:
        at = life.clock.now(request.scope, None)
        refused.told = ((request.scope, CreateSubscriptionFailed.of(request, refused.message, at=at)),)
        raise


def _provisioned(request: ProvisionRequest, life: Lifecycle) -> Provisioned:
    scope = request.scope
    check_fields(request)
    holdings = Holdings.of(scope, request.customer_id, request.resource_id, life)
    new_id = _wished_id(request, life)
    life.subscriptions.read_ahead(scope, request.customer_id, request.plan_id, held=holdings.ids, new_id=new_id)
    plan, product = sold_plan(scope, request.plan_id, plans=life.plans, products=life.products)
    check_terms(request, plan, product)
    catch_up(holdings, plan.product_id)
    held = same_plan(request, plan, holdings)
    former = held or occupant_to_follow(holdings, plan.product_id)
    request = with_payer(request, former)
    if held is not None:
        changed = provision_again(request, held, plan, holdings)
        holdings.write()
        return Provisioned(id=changed.id, subscription=changed.seen_at(holdings.now))
    _check_parties(request, holdings)
    direction = PlanDirection.NONE if former is None else plan_direction(former, plan, life, holdings)
    later = waits_for(request, product, former, direction, holdings.now)
    if later is not None and former is not None:
        waiting = schedule_plan(request, plan, former, direction, holdings, at=later)
        holdings.write()
        return Provisioned(id=waiting.id, subscription=waiting, is_scheduled=True)
    return _begun(request, plan, product, holdings, direction)


def _begun(
    request: ProvisionRequest, plan: Plan, product: Product, holdings: Holdings, direction: PlanDirection
) -> Provisioned:
    life, now = holdings.life, holdings.now
    begun = _new(request, plan, holdings)
    former = holdings.occupant(plan.product_id, is_trial=False)
    checkout = needs_checkout(request, begun, former, life)
    if checkout is not None:
        return Provisioned(status="PAYMENT_REQUIRED", id=begun.id, subscription=None, checkout=checkout)
    if begun.status is SubscriptionStatus.NOT_STARTED:
        taken = Taken(_waiting(begun, holdings))
    else:
        taken = take_slot(begun, product, holdings, at=now, direction=direction, awaits_payment=request.awaits_payment)
    holdings.write()
    return Provisioned(id=taken.subscription.id, subscription=taken.subscription, replaced=taken.replaced)


def _new(request: ProvisionRequest, plan: Plan, holdings: Holdings) -> Subscription:
    scope, life, now = request.scope, holdings.life, holdings.now
    terms = terms_of(request, plan, life, at=now)
    offer = offer_of(terms, plan, sold_addons(scope, terms.addons, life))
    coupon = applied_coupon(scope, request.coupon, coupons=life.coupons, ids=life.ids, at=request.start_date or now)
    check_currency(coupon, offer.currency)
    trial = _trial(request, plan, life, start=request.start_date or now)
    return begin(
        request,
        id=_free_id(request, life),
        uuid=life.ids.uuid(),
        plan=plan,
        terms=terms,
        offer=offer,
        coupon=coupon,
        trial=trial,
        former=holdings.occupant(plan.product_id, is_trial=trial is not None),
        test_clock_id=holdings.test_clock_id,
        now=now,
    )


def _wished_id(request: ProvisionRequest, life: Lifecycle) -> str | None:
    """Return the id that was asked for, or the one that the request has wherever it is sent again."""
    if request.id is not None or life.request_key is None:
        return request.id
    return id_of_request("subscription", life.request_key)


def _free_id(request: ProvisionRequest, life: Lifecycle) -> str:
    """Return the id of what begins; raises `DuplicatedEntity` where the one that was asked for is taken."""
    wished = _wished_id(request, life)
    if wished is not None and life.subscriptions.find(request.scope, wished) is None:
        return wished
    if request.id is not None:
        raise DuplicatedEntity.of("subscription", request.id)
    return life.ids.new("subscription")


def _check_parties(request: ProvisionRequest, holdings: Holdings) -> None:
    """Raise where who pays does not exist, or the subscription would end before it begins."""
    payer_id = request.paying_customer_id
    if payer_id is not None and payer_id != request.customer_id:
        check_payer(request.scope, payer_id, holdings.life)
    begins_at = max(request.start_date or holdings.now, holdings.now)
    if request.billing_information.is_backdated and (request.start_date or holdings.now) >= holdings.now:
        message = "A subscription is back-dated to a startDate in the past: name it"
        raise InvalidInput(message, field="billingInformation.isBackdated")
    if request.cancellation_date is not None and request.cancellation_date <= begins_at:
        message = "A subscription is cancelled after it begins"
        raise InvalidCancellationDate(message, field="cancellationDate", refId=request.id)


def _trial(request: ProvisionRequest, plan: Plan, life: Lifecycle, *, start: datetime) -> Trial | None:
    may_try = False
    if request.trial is None and not request.skips_trial and plan.default_trial_config is not None:
        held = life.subscriptions.of_customer(request.scope, request.customer_id)
        may_try = is_eligible(plan.product_id, held)
    return decided_trial(request.trial, plan, skips=request.skips_trial, may_try=may_try, start=start)


def _waiting(begun: Subscription, holdings: Holdings) -> Subscription:
    """Take in a subscription that begins later; another one that waited in its slot gives way."""
    for each in holdings.in_slot(begun.product_id):
        if each.status is SubscriptionStatus.NOT_STARTED:
            holdings.end(each, Trigger.REPLACED, at=holdings.now)
    return holdings.begin(begun)
