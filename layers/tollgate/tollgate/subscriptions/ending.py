"""What follows the end of a subscription: its last invoice, a free plan, and the end of others."""

from datetime import datetime

from tollgate.billing.invoice import BillingReason
from tollgate.catalog.package import PricingType
from tollgate.catalog.plan import Plan
from tollgate.catalog.product import Product
from tollgate.catalog.product_settings import SubscriptionEndSetup
from tollgate.subscriptions.agreement import ProvisionRequest, begin
from tollgate.subscriptions.charging import Charging
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.offer import offer_of
from tollgate.subscriptions.state_machine import Effect, Trigger, transition
from tollgate.subscriptions.status import CancellationAction
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.terms import Terms

MOST_BY_RULE = 12
"""So many subscriptions end by rules in one transaction; the next ones follow at once, in steps."""


def end_and_follow(subscription: Subscription, trigger: Trigger, holdings: Holdings, *, at: datetime) -> Subscription:
    """Return a subscription as something that happens ends it, with everything that follows by the state machine."""
    scope, life = holdings.scope, holdings.life
    effects = transition(subscription.status, trigger, of=subscription.id).effects
    product = life.products.find(scope, subscription.product_id)
    if Effect.BILLS_REST in effects:
        subscription = _billed(subscription, product, holdings, at=at)
    if Effect.VOIDS_INVOICE in effects:
        life.billing.void(scope, subscription.id, at=at)
    ended = holdings.end(subscription, trigger, at=at)
    if product is None:
        return ended
    if Effect.FOLLOWS_JOURNEY in effects and subscription.cancellation_action is CancellationAction.DEFAULT:
        follow_journey(ended, product, holdings, at=at)
    is_by_itself = trigger in {Trigger.CUSTOMER_ARCHIVED, Trigger.RULE_APPLIED}
    return ended if is_by_itself else apply_rules(ended, product, holdings, at=at)


def follow_journey(ended: Subscription, product: Product, holdings: Holdings, *, at: datetime) -> Subscription | None:
    """Return the free subscription that follows by the product's settings, None where nothing does.

    Nothing follows the free plan itself, nor where something else has the slot, nor once the free plan is archived.
    """
    settings, life = product.product_settings, holdings.life
    plan_id = settings.downgrade_plan_id
    if settings.subscription_end_setup is not SubscriptionEndSetup.DOWNGRADE_TO_FREE or plan_id is None:
        return None
    if plan_id == ended.plan_id or holdings.occupant(ended.product_id, is_trial=False) is not None:
        return None
    plan = life.plans.latest(holdings.scope, plan_id)
    if plan is None or plan.is_archived or plan.pricing_type is not PricingType.FREE or product.is_archived:
        return None
    return holdings.begin(_free(ended, plan, holdings, at=at), usage_cut=at, isUpgrade=False, isDowngrade=True)


def apply_rules(ended: Subscription, product: Product, holdings: Holdings, *, at: datetime) -> Subscription:
    """Return an ended subscription after ending those of the customer that end with it, as far as there is room."""
    targets = {each.target_plan_id for each in product.auto_cancellation_rules if each.source_plan_id == ended.plan_id}
    if not targets:
        return ended
    scope, life = holdings.scope, holdings.life
    held = life.subscriptions.of_customer(scope, ended.customer_id)
    others = [each for each in held if each.plan_id in targets and not each.has_ended and each.id != ended.id]
    for each in others[:MOST_BY_RULE]:
        beside = Holdings.around(scope, each, life)
        end_and_follow(each, Trigger.RULE_APPLIED, beside, at=_in_period_of(each, at))
        beside.write()
    left = ended.but(has_rules_to_apply=len(others) > MOST_BY_RULE)
    if left != ended:
        life.subscriptions.save(scope, left)
    return left


def _in_period_of(subscription: Subscription, at: datetime) -> datetime:
    """Return the instant, or the nearest in the billing period: what is due elsewhere may be late, or ahead."""
    period = subscription.period
    return at if period is None else min(max(at, period.start), period.end)


def _billed(subscription: Subscription, product: Product | None, holdings: Holdings, *, at: datetime) -> Subscription:
    charging = Charging(holdings.scope, holdings.life)
    asked = subscription.is_cancellation_prorated
    settings = product.product_settings if product is not None else None
    usual = settings.prorate_at_end_of_billing_period if settings is not None else None
    is_prorated = bool(usual) if asked is None else asked
    draft = charging.last(subscription, at=at, is_prorated=is_prorated)
    reason = BillingReason.SUBSCRIPTION_UPDATE
    return charging.give(subscription, draft, reason=reason, at=at, is_last=True).subscription


def _free(ended: Subscription, plan: Plan, holdings: Holdings, *, at: datetime) -> Subscription:
    request = ProvisionRequest(
        scope=holdings.scope, customer_id=ended.customer_id, resource_id=ended.resource_id, plan_id=plan.id
    )
    ids = holdings.life.ids
    return begin(
        request,
        id=ids.new("subscription"),
        uuid=ids.uuid(),
        plan=plan,
        terms=Terms(),
        offer=offer_of(Terms(), plan, {}),
        coupon=None,
        trial=None,
        former=ended,
        test_clock_id=holdings.test_clock_id,
        now=at,
    )
