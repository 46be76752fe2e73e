"""What a subscription charges for, in the words of billing."""

from tollgate.billing.sold import AppliedDiscount, Sold, SoldItem
from tollgate.customers.customer import Customer
from tollgate.shared.scope import Scope
from tollgate.subscriptions.catalogue import held_addons, held_version
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.limits import limit_of
from tollgate.subscriptions.status import PaymentCollectionMethod
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.terms import AppliedCoupon


def sold_by(
    scope: Scope, subscription: Subscription, life: Lifecycle, *, payer_coupon: AppliedCoupon | None = None
) -> Sold | None:
    """Return what the subscription sells, None where nothing is: free and custom plans, and those nobody bills.

    A coupon of its own stands in the place of the payer's. Overage begins beyond what it grants by now.
    """
    priced = priced_by(subscription, payer_coupon=payer_coupon)
    if priced is None or subscription.payment_collection_method is PaymentCollectionMethod.NONE:
        return None
    return priced.but(items=_limited(scope, subscription, life))


def measured_by(scope: Scope, subscription: Subscription, life: Lifecycle) -> Sold | None:
    """Return what the subscription sells, whoever collects it, with overage beyond what it grants by now."""
    priced = priced_by(subscription)
    return priced.but(items=_limited(scope, subscription, life)) if priced is not None else None


def priced_by(subscription: Subscription, *, payer_coupon: AppliedCoupon | None = None) -> Sold | None:
    """Return what the subscription sells as it was agreed on, whoever collects it; None where nothing has a price."""
    if subscription.currency is None:
        return None
    coupon = subscription.coupon if subscription.coupon is not None else payer_coupon
    is_applied = coupon is not None and coupon.removed_at is None
    return Sold(
        subscription_id=subscription.id,
        customer_id=subscription.customer_id,
        resource_id=subscription.resource_id,
        payer_id=subscription.payer_id,
        currency=subscription.currency,
        items=subscription.items,
        discount=discount_of(coupon) if coupon is not None and is_applied else None,
        tax_percentage=subscription.billing_information.tax_percentage,
        usage_anchor=subscription.usage_anchor,
        charged_from=subscription.charged_from,
    )


def _limited(scope: Scope, subscription: Subscription, life: Lifecycle) -> tuple[SoldItem, ...]:
    # Publishing to all customers moves what is granted and leaves the prices: the limit is the grants' affair.
    if not any(item.is_overage for item in subscription.items):
        return subscription.items
    plan = held_version(scope, subscription.plan_id, subscription.plan_version, life)
    addons = held_addons(scope, subscription.addons, life)

    def limited(item: SoldItem) -> SoldItem:
        feature_id = item.price.feature_id
        if not item.is_overage or feature_id is None:
            return item
        return item.but(limit=limit_of(feature_id, subscription.terms, plan, addons))

    return tuple(map(limited, subscription.items))


def coupon_of(payer: Customer) -> AppliedCoupon | None:
    """Return the coupon of a customer, None where it has none, as it applies to what the customer pays for."""
    held = payer.coupon
    if held is None:
        return None
    return AppliedCoupon(
        id=held.coupon_id,
        name=held.name,
        percent_off=held.percent_off,
        amounts_off=held.amounts_off,
        duration_in_months=held.duration_in_months,
        starts_at=held.started_at,
    )


def discount_of(coupon: AppliedCoupon) -> AppliedDiscount:
    """Return a coupon in the words of billing."""
    return AppliedDiscount(coupon_id=coupon.id, name=coupon.name, discount=coupon.discount)
