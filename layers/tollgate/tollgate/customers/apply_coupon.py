"""Apply a coupon to a customer: it reduces the invoices of every paid subscription that has none of its own."""

from datetime import datetime

from tollgate.catalog.coupon import Coupon, CouponType
from tollgate.catalog.coupon_errors import ArchivedCouponCantBeApplied
from tollgate.catalog.ports import CouponRepository
from tollgate.catalog.retrieve_coupon import retrieve_coupon
from tollgate.customers.applied_coupon import AppliedCustomerCoupon
from tollgate.customers.customer import Customer
from tollgate.customers.errors import CustomerAlreadyHasCoupon, CustomerAlreadyUsesCoupon
from tollgate.shared.errors import InvalidInput
from tollgate.shared.scope import Scope


def coupon_to_apply(
    scope: Scope, coupon_id: str, *, to: Customer, coupons: CouponRepository, now: datetime
) -> AppliedCustomerCoupon:
    """Return the coupon as the customer has it from now on; one whose time is over makes room for another.

    Raises `CustomerAlreadyUsesCoupon`, `CustomerAlreadyHasCoupon`, `CouponNotFound`, `ArchivedCouponCantBeApplied`,
    or `InvalidInput` for a fixed sum that is in other currencies than the customer's invoices.
    """
    held = to.coupon
    if held is not None and not held.is_over(now):
        refusal = CustomerAlreadyUsesCoupon if held.coupon_id == coupon_id else CustomerAlreadyHasCoupon
        raise refusal.of(to.id, held.coupon_id)
    coupon = retrieve_coupon(scope, coupon_id, coupons=coupons)
    if coupon.is_archived:
        raise ArchivedCouponCantBeApplied.of(coupon_id, field="couponId")
    currency = to.billing_currency
    if coupon.type is CouponType.FIXED and currency is not None and not _is_in(currency, coupon):
        message = f"The coupon takes nothing off in {currency}, the customer's billing currency; use another coupon"
        raise InvalidInput(message, field="couponId")
    return AppliedCustomerCoupon.of(coupon, at=now)


def _is_in(currency: str, coupon: Coupon) -> bool:
    return any(amount.currency == currency for amount in coupon.amounts_off or ())
