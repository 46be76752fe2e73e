"""Find one coupon."""

from tollgate.catalog.coupon import Coupon
from tollgate.catalog.errors import CouponNotFound
from tollgate.catalog.ports import CouponRepository
from tollgate.shared.scope import Scope


def retrieve_coupon(scope: Scope, coupon_id: str, *, coupons: CouponRepository) -> Coupon:
    """Return the coupon, archived or not; raises `CouponNotFound`."""
    coupon = coupons.find(scope, coupon_id)
    if coupon is None:
        raise CouponNotFound.of(coupon_id)
    return coupon
