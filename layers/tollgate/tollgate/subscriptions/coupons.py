"""The coupon that a request names, as it applies to one subscription."""

from datetime import datetime

from tollgate.catalog.coupon_errors import ArchivedCouponCantBeApplied
from tollgate.catalog.errors import CouponNotFound
from tollgate.catalog.ports import CouponRepository
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.ids import Ids
from tollgate.shared.money import Money
from tollgate.shared.scope import Scope
from tollgate.subscriptions.errors import PromotionCodeNotFound
from tollgate.subscriptions.terms import AppliedCoupon


class AdHocDiscount(Value):
    """A discount for one subscription alone: a share, or fixed amounts by currency, and for how many months."""

    name: str | None = None
    description: str | None = None
    percent_off: Amount | None = None
    amounts_off: tuple[Money, ...] | None = None
    duration_in_months: int | None = None


class CouponWish(Value):
    """The coupon asked for: exactly one of these, and from when on, else from now."""

    coupon_id: str | None = None
    billing_coupon_id: str | None = None
    promotion_code: str | None = None
    discount: AdHocDiscount | None = None
    start_date: Instant | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether no coupon is asked for: what was applied is taken away."""
        return not (self.coupon_id or self.billing_coupon_id or self.promotion_code or self.discount)


def applied_coupon(
    scope: Scope, wish: CouponWish | None, *, coupons: CouponRepository, ids: Ids, at: datetime
) -> AppliedCoupon | None:
    """Return the coupon as it applies, None where none is asked for.

    Raises `CouponNotFound`, `ArchivedCouponCantBeApplied`, `PromotionCodeNotFound`, or `InvalidInput` where more than
    one way of naming it is used, or where a discount is not exactly one of a share and amounts.
    """
    if wish is None or wish.is_empty:
        return None
    named = [wish.coupon_id, wish.billing_coupon_id, wish.promotion_code, wish.discount]
    if sum(each is not None for each in named) != 1:
        message = "Name one of couponId, billingCouponId, promotionCode and discount"
        raise InvalidInput(message, field="appliedCoupon")
    starts_at = wish.start_date or at
    if wish.discount is not None:
        return _ad_hoc(wish.discount, ids.new("coupon"), starts_at)
    if wish.promotion_code is not None:
        raise PromotionCodeNotFound.of(wish.promotion_code)
    if wish.billing_coupon_id is not None:
        raise CouponNotFound.of(wish.billing_coupon_id)
    coupon = coupons.find(scope, wish.coupon_id or "")
    if coupon is None:
        raise CouponNotFound.of(wish.coupon_id or "")
    if coupon.is_archived:
        raise ArchivedCouponCantBeApplied.of(coupon.id, field="appliedCoupon.couponId")
    return AppliedCoupon(
        id=coupon.id,
        name=coupon.name,
        percent_off=coupon.percent_off,
        amounts_off=coupon.amounts_off,
        duration_in_months=coupon.duration_in_months,
        starts_at=starts_at,
    )


def check_currency(coupon: AppliedCoupon | None, currency: str | None) -> None:
    """Raise `InvalidInput` where a coupon of fixed amounts has none in the currency that is paid in."""
    if coupon is None or coupon.amounts_off is None or currency is None:
        return
    if all(each.currency != currency for each in coupon.amounts_off):
        raise InvalidInput(f"The coupon {coupon.id} has no amount in {currency}", field="appliedCoupon")


def _ad_hoc(discount: AdHocDiscount, identifier: str, starts_at: datetime) -> AppliedCoupon:
    path = "appliedCoupon.discount."
    if (discount.percent_off is None) is not bool(discount.amounts_off):
        raise InvalidInput("Give either percentOff or amountsOff", field=f"{path}percentOff")
    if discount.percent_off is not None and not 1 <= discount.percent_off <= 100:
        raise InvalidInput("percentOff is between 1 and 100", field=f"{path}percentOff")
    currencies = [each.currency for each in discount.amounts_off or ()]
    if len(set(currencies)) < len(currencies):
        raise InvalidInput("Give one amount per currency", field=f"{path}amountsOff")
    for index, each in enumerate(discount.amounts_off or ()):
        if each.amount < 1:
            raise InvalidInput("An amount off is 1 or more", field=f"{path}amountsOff[{index}].amount")
    if discount.duration_in_months is not None and discount.duration_in_months < 1:
        raise InvalidInput("durationInMonths is 1 or more", field=f"{path}durationInMonths")
    return AppliedCoupon(
        id=identifier,
        name=discount.name or "Discount",
        percent_off=discount.percent_off,
        amounts_off=discount.amounts_off,
        duration_in_months=discount.duration_in_months,
        is_ad_hoc=True,
        starts_at=starts_at,
    )
