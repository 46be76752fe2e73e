"""What a subscription charges for, in the words of billing."""

from tollgate.billing.sold import AppliedDiscount, Sold
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.terms import AppliedCoupon


def sold_by(subscription: Subscription, *, customer_coupon: AppliedCoupon | None = None) -> Sold | None:
    """Return what the subscription sells, None where nothing is: free and custom plans, and those nobody bills.

    A coupon of its own stands in the place of the customer's.
    """
    if subscription.currency is None:
        return None
    coupon = subscription.coupon if subscription.coupon is not None else customer_coupon
    is_applied = coupon is not None and coupon.removed_at is None
    return Sold(
        subscription_id=subscription.id,
        customer_id=subscription.customer_id,
        resource_id=subscription.resource_id,
        payer_id=subscription.payer_id,
        currency=subscription.currency,
        items=subscription.items,
        discount=_discount(coupon) if coupon is not None and is_applied else None,
        tax_percentage=subscription.billing_information.tax_percentage,
        usage_anchor=subscription.usage_anchor,
        charged_from=subscription.charged_from,
    )


def _discount(coupon: AppliedCoupon) -> AppliedDiscount:
    return AppliedDiscount(coupon_id=coupon.id, name=coupon.name, discount=coupon.discount)
