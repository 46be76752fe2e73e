"""The coupon that a request names, as it applies to one subscription."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.support.ids import CountingIds
from tests.support.memory_lifecycle import SCOPE, MemoryCoupons
from tests.support.pricing import money
from tollgate.catalog.coupon import Coupon, CouponStatus
from tollgate.shared.errors import DomainError
from tollgate.subscriptions.coupons import AdHocDiscount, CouponWish, applied_coupon, check_currency
from tollgate.subscriptions.terms import AppliedCoupon, CouponState

NOW = datetime(2026, 1, 31, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=9)
KNOWN = {"name": "Spring", "created_at": NOW, "updated_at": NOW}
SPRING = Coupon(id="spring", uuid="u", percent_off=20, duration_in_months=3, **KNOWN)
GONE = Coupon(id="gone", uuid="u", percent_off=20, status=CouponStatus.ARCHIVED, **KNOWN)


def applied(wish: CouponWish | None) -> AppliedCoupon | None:
    coupons: Any = MemoryCoupons(SPRING, GONE)
    return applied_coupon(SCOPE, wish, coupons=coupons, ids=CountingIds(), at=NOW)


def ad_hoc(**fields: Any) -> CouponWish:
    return CouponWish(discount=AdHocDiscount(**fields))


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (None, None),
        (CouponWish(), None),
        (CouponWish(coupon_id=""), None),
        (
            CouponWish(coupon_id="spring"),
            AppliedCoupon(id="spring", name="Spring", percent_off=Decimal(20), duration_in_months=3, starts_at=NOW),
        ),
        (
            CouponWish(coupon_id="spring", start_date=LATER),
            AppliedCoupon(id="spring", name="Spring", percent_off=Decimal(20), duration_in_months=3, starts_at=LATER),
        ),
        (
            ad_hoc(percent_off=Decimal(100)),
            AppliedCoupon(id="coupon-1", name="Discount", percent_off=Decimal(100), is_ad_hoc=True, starts_at=NOW),
        ),
        (
            ad_hoc(name="For you", amounts_off=(money("5"), money("4", "eur")), duration_in_months=1),
            AppliedCoupon(
                id="coupon-1",
                name="For you",
                amounts_off=(money("5"), money("4", "eur")),
                duration_in_months=1,
                is_ad_hoc=True,
                starts_at=NOW,
            ),
        ),
    ],
)
def test_what_a_wish_comes_to(wish: CouponWish | None, expected: AppliedCoupon | None) -> None:
    assert applied(wish) == expected


@pytest.mark.parametrize(
    ("wish", "code", "field"),
    [
        (CouponWish(coupon_id="none"), "CouponNotFound", None),
        (CouponWish(billing_coupon_id="none"), "CouponNotFound", None),
        (CouponWish(promotion_code="NONE"), "PromotionCodeNotFound", "appliedCoupon.promotionCode"),
        (CouponWish(coupon_id="gone"), "ArchivedCouponCantBeApplied", "appliedCoupon.couponId"),
        (CouponWish(coupon_id="spring", promotion_code="X"), "InvalidArgumentError", "appliedCoupon"),
        (ad_hoc(), "InvalidArgumentError", "appliedCoupon.discount.percentOff"),
        (ad_hoc(percent_off=5, amounts_off=(money("5"),)), "InvalidArgumentError", "appliedCoupon.discount.percentOff"),
        (ad_hoc(percent_off=0), "InvalidArgumentError", "appliedCoupon.discount.percentOff"),
        (ad_hoc(percent_off=101), "InvalidArgumentError", "appliedCoupon.discount.percentOff"),
        (ad_hoc(amounts_off=()), "InvalidArgumentError", "appliedCoupon.discount.percentOff"),
        (ad_hoc(amounts_off=(money("5"), money("6"))), "InvalidArgumentError", "appliedCoupon.discount.amountsOff"),
        (ad_hoc(amounts_off=(money("0"),)), "InvalidArgumentError", "appliedCoupon.discount.amountsOff[0].amount"),
        (
            ad_hoc(amounts_off=(money("5"), money("0", "eur"))),
            "InvalidArgumentError",
            "appliedCoupon.discount.amountsOff[1].amount",
        ),
        (
            ad_hoc(percent_off=5, duration_in_months=0),
            "InvalidArgumentError",
            "appliedCoupon.discount.durationInMonths",
        ),
    ],
)
def test_what_cannot_be_applied_is_refused(wish: CouponWish, code: str, field: str | None) -> None:
    with pytest.raises(DomainError) as refused:
        applied(wish)
    assert (refused.value.code, refused.value.details.get("field")) == (code, field)


PERCENT = AppliedCoupon(id="c", name="C", percent_off=Decimal(20), starts_at=NOW)
FIXED = AppliedCoupon(id="c", name="C", amounts_off=(money("5"),), starts_at=NOW)


@pytest.mark.parametrize(("coupon", "currency"), [(None, "usd"), (PERCENT, "eur"), (FIXED, "usd"), (FIXED, None)])
def test_a_share_goes_with_every_currency_and_an_amount_with_its_own(
    coupon: AppliedCoupon | None, currency: str | None
) -> None:
    check_currency(coupon, currency)


def test_an_amount_in_another_currency_is_refused() -> None:
    with pytest.raises(DomainError) as refused:
        check_currency(FIXED, "eur")
    assert (refused.value.code, refused.value.details["field"]) == ("InvalidArgumentError", "appliedCoupon")


@pytest.mark.parametrize(
    ("coupon", "at", "state"),
    [
        (PERCENT, "2036-01-01", CouponState.ACTIVE),
        (PERCENT.but(starts_at=LATER), "2026-02-01", CouponState.ACTIVE),
        (PERCENT.but(duration_in_months=1), "2026-02-28T07:59", CouponState.ACTIVE),
        (PERCENT.but(duration_in_months=1), "2026-02-28T08:00", CouponState.EXPIRED),
        (PERCENT.but(removed_at=LATER), "2026-02-10", CouponState.REMOVED),
    ],
)
def test_how_a_coupon_stands(coupon: AppliedCoupon, at: str, state: CouponState) -> None:
    assert coupon.state_at(datetime.fromisoformat(at).replace(tzinfo=UTC)) is state
