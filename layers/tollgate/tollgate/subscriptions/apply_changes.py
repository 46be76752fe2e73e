"""Let changes of a subscription take place: its terms, what is sold by them, and what that settles."""

from collections.abc import Iterable
from datetime import datetime

from tollgate.billing.invoice import BillingReason, InvoiceStatus, ProrationBehavior
from tollgate.catalog.package import PricingType
from tollgate.shared.errors import InvalidInput
from tollgate.subscriptions.agreement import sold_fields
from tollgate.subscriptions.catalogue import held_version, sold_addons, sold_plan
from tollgate.subscriptions.charging import Charged, Charging
from tollgate.subscriptions.coupons import check_currency
from tollgate.subscriptions.future_update import (
    AddonChange,
    AnyChange,
    CouponChange,
    FutureUpdate,
    LatestVersions,
    MetadataChange,
    PeriodChange,
    PriceChange,
    QuantityChange,
    ScheduleStatus,
    kept,
)
from tollgate.subscriptions.holdings import Holdings
from tollgate.subscriptions.latest_versions import fitted
from tollgate.subscriptions.offer import offer_of
from tollgate.subscriptions.status import PaymentCollection, SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.terms import AppliedCoupon


def with_changes(subscription: Subscription, changes: Iterable[AnyChange], *, at: datetime) -> Subscription:
    """Return the subscription saying what the changes say; what is sold by it is not reckoned yet."""
    for change in changes:
        terms = subscription.terms
        match change:
            case QuantityChange():
                subscription = subscription.but(terms=terms.with_quantity(change.quantity))
            case AddonChange():
                subscription = subscription.but(terms=terms.with_addon(change.addon_id, change.quantity))
            case PeriodChange():
                subscription = subscription.but(terms=terms.but(billing_period=change.billing_period))
            case PriceChange():
                subscription = subscription.but(terms=terms.but(prices=change.prices))
            case CouponChange():
                subscription = subscription.but(coupon=_coupon(subscription, change, at))
            case MetadataChange(is_billing=True):
                information = subscription.billing_information.but(metadata=change.metadata)
                subscription = subscription.but(billing_information=information)
            case MetadataChange():
                subscription = subscription.but(metadata=change.metadata)
            case _:
                continue
    return subscription


def on_offer(changed: Subscription, holdings: Holdings, *, latest: bool, at: datetime) -> Subscription:
    """Return the subscription with what its terms come to: by the versions it is sold by, or by the latest ones.

    Raises what `offer_of` raises, and what tells why a plan or an add-on is not sold; with the latest ones also what
    `fitted` raises, and `InvalidInput` where they are sold in another currency.
    """
    scope, life, wishes = holdings.scope, holdings.life, changed.terms.addons
    if not latest:
        plan = held_version(scope, changed.plan_id, changed.price_version, life)
        offer = offer_of(changed.terms, plan, sold_addons(scope, wishes, life, held=changed.sold_addons))
        check_currency(changed.coupon, offer.currency)
        sold = sold_fields(offer.counted_since(at, before=changed.items))
        return changed.but(**sold, updated_at=at).granting(changed.addons)
    plan, _ = sold_plan(scope, changed.plan_id, plans=life.plans, products=life.products)
    addons = sold_addons(scope, wishes, life)
    moved = fitted(changed, plan, addons)
    offer = offer_of(moved.terms, plan, addons)
    check_currency(moved.coupon, offer.currency)
    if None not in (changed.currency, offer.currency) and changed.currency != offer.currency:
        raise InvalidInput(f"{plan.id} is sold in {offer.currency} now, not in {changed.currency}: provision it anew")
    version = plan.version_number
    sold = sold_fields(offer.counted_since(at, before=changed.items))
    return moved.but(**sold, plan_version=version, price_version=version, addon_price_versions={}, updated_at=at)


def settle(
    former: Subscription,
    changed: Subscription,
    holdings: Holdings,
    *,
    restarts: bool = False,
    awaits_payment: bool = True,
    at: datetime,
) -> Charged:
    """Return the changed subscription once the change is settled with what was paid for the running period.

    Only what is active is charged. At the end of a period what was used and what is paid once waits for the renewal
    that follows, which charges the rest.
    """
    if former.status is not SubscriptionStatus.ACTIVE:
        return Charged.nothing(changed)
    charging = Charging(holdings.scope, holdings.life)
    if former.pricing_type is not changed.pricing_type:
        return _settled_for_good(former, changed, charging, at=at)
    has_new_cycle = restarts or former.terms.billing_period is not changed.terms.billing_period
    is_at_end = former.period is not None and former.period.end == at and not has_new_cycle
    if has_new_cycle:
        changed = changed.in_cycle(at, at=at).but(arrears_from=at)
    behavior = changed.billing_information.proration_behavior
    if is_at_end:
        draft = charging.change_without_proration(former, changed, at=at)
        return Charged.nothing(changed if draft is None else charging.carry(changed, draft))
    if has_new_cycle or behavior in {None, ProrationBehavior.INVOICE_IMMEDIATELY}:
        draft = charging.change(former, changed, at=at)
    elif behavior is ProrationBehavior.NONE:
        draft = charging.change_without_proration(former, changed, at=at)
    else:
        draft = charging.change(former, changed, at=at)
        changed, draft = changed if draft is None else charging.carry(changed, draft), None
    reason = BillingReason.SUBSCRIPTION_UPDATE
    charged = charging.give(changed, draft, former=former, reason=reason, at=at, awaits_payment=awaits_payment)
    if charged.unpaid is None or not has_new_cycle:
        return charged
    return charged._replace(unpaid=charged.unpaid.but(has_new_cycle=True))


def waiting_for_payment(
    former: Subscription, changes: Iterable[AnyChange], charged: Charged, *, at: datetime
) -> Subscription:
    """Return the subscription as it was, with changes that take place once they are paid for."""
    status = ScheduleStatus.PENDING_PAYMENT
    unpaid = tuple(FutureUpdate(change=each, status=status, scheduled_at=at, created_at=at) for each in changes)
    cleared = former.with_updates_over(status, now_over=ScheduleStatus.CANCELED)
    return cleared.but(
        future_updates=kept((*cleared.future_updates, *unpaid)),
        payment_collection=charged.subscription.payment_collection,
        latest_invoice=charged.subscription.latest_invoice,
        orders=charged.subscription.orders,
        unpaid=charged.unpaid,
        updated_at=at,
    )


def once_paid(subscription: Subscription, holdings: Holdings, *, at: datetime) -> Subscription:
    """Return the subscription after the changes that waited for a payment, which has come.

    A new cycle begins where its first period was charged from. Raises what `on_offer` raises.
    """
    changes, unpaid = [each.change for each in subscription.unpaid_updates], subscription.unpaid
    is_latest = any(isinstance(each, LatestVersions) for each in changes)
    changed = on_offer(with_changes(subscription, changes, at=at), holdings, latest=is_latest, at=at)
    if unpaid is not None and unpaid.has_new_cycle:
        changed = changed.in_cycle(unpaid.since, at=at).but(arrears_from=unpaid.since)
    Charging(holdings.scope, holdings.life).note_usage_of(subscription)
    done = changed.with_updates_over(ScheduleStatus.PENDING_PAYMENT, now_over=ScheduleStatus.DONE)
    return done.but(unpaid=None)


def without_unpaid(subscription: Subscription, holdings: Holdings, *, at: datetime) -> Subscription:
    """Return the subscription without the changes that wait for a payment; their invoice is called off."""
    unpaid, invoice = subscription.unpaid, subscription.latest_invoice
    given_up = subscription.with_updates_over(ScheduleStatus.PENDING_PAYMENT, now_over=ScheduleStatus.CANCELED)
    given_up = given_up.but(
        unpaid=None,
        payment_collection=unpaid.before if unpaid is not None else PaymentCollection.NOT_REQUIRED,
        updated_at=at,
    )
    if unpaid is None or unpaid.invoice_id is None:
        return given_up
    holdings.life.billing.void(holdings.scope, subscription.id, at=at, invoice_id=unpaid.invoice_id)
    if invoice is None or invoice.id != unpaid.invoice_id:
        return given_up
    return given_up.but(latest_invoice=invoice.but(status=InvoiceStatus.CANCELED, requires_action=False))


def _settled_for_good(former: Subscription, changed: Subscription, charging: Charging, *, at: datetime) -> Charged:
    """Settle what was paid for where its plan is not paid any more: of a custom one the provider goes on as it is."""
    is_over = changed.pricing_type is PricingType.FREE
    draft = charging.last(former, at=at, is_prorated=is_over)
    reason = BillingReason.SUBSCRIPTION_UPDATE
    charged = charging.give(former.but(carried=()), draft, former=former, reason=reason, at=at, is_last=is_over)
    settled = charged.subscription
    kept = changed.but(
        carried=(),
        payment_collection=settled.payment_collection,
        billing_id=settled.billing_id,
        latest_invoice=settled.latest_invoice,
    )
    return Charged(kept, charged.collection)


def _coupon(subscription: Subscription, change: CouponChange, at: datetime) -> AppliedCoupon | None:
    if change.coupon is not None:
        return change.coupon
    held = subscription.coupon
    return held.but(removed_at=at) if held is not None and held.removed_at is None else held
