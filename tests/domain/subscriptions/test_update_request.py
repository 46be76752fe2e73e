"""What single changes an update makes, and which of them make a subscription smaller."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.domain.subscriptions.test_subscription import paid
from tests.support.metering import SCOPE
from tests.support.pricing import seats as seat_price
from tollgate.billing.sold import SoldItem
from tollgate.catalog.package import PricingType
from tollgate.shared.period import BillingPeriod
from tollgate.subscriptions.future_update import (
    AddonChange,
    AnyChange,
    CouponChange,
    MetadataChange,
    PeriodChange,
    PriceChange,
    QuantityChange,
)
from tollgate.subscriptions.terms import AddonWish, AgreedPrice, AppliedCoupon, Quantity, Terms
from tollgate.subscriptions.update_request import UpdateRequest, changes_of, is_decrease

THEN = datetime(2026, 1, 10, tzinfo=UTC)
MONTHLY, ANNUALLY = BillingPeriod.MONTHLY, BillingPeriod.ANNUALLY
PRICES = (AgreedPrice(base_charge=True, amount=Decimal(8)),)
COUPON = AppliedCoupon(id="spring", name="Spring", percent_off=Decimal(20), starts_at=THEN)
AD_HOC = COUPON.but(id="coupon-1", is_ad_hoc=True)


def addons(**held: int) -> tuple[AddonWish, ...]:
    return tuple(AddonWish(id=addon_id, quantity=quantity) for addon_id, quantity in held.items())


def seats(quantity: int) -> Quantity:
    return Quantity(id="seats", quantity=Decimal(quantity))


def request(**fields: Any) -> UpdateRequest:
    return UpdateRequest(scope=SCOPE, id="subscription-1", **fields)


SEATS = SoldItem(package_id="pro", package_name="Pro", price=seat_price("3"), quantity=Decimal(5))
HELD = paid(THEN).but(
    items=(SEATS,),
    terms=Terms(billing_period=MONTHLY, addons=addons(boost=2, extra=1), prices=PRICES, quantities=(seats(5),)),
    coupon=COUPON,
)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"quantities": (seats(5),)}, []),
        ({"quantities": (seats(7),)}, [QuantityChange(quantity=seats(7))]),
        ({"addons": addons(boost=2, extra=1)}, []),
        ({"addons": addons(boost=3, extra=1)}, [AddonChange(addon_id="boost", quantity=3)]),
        ({"addons": addons(boost=2)}, [AddonChange(addon_id="extra", quantity=0)]),
        (
            {"addons": addons(more=1)},
            [
                AddonChange(addon_id="more", quantity=1),
                AddonChange(addon_id="boost", quantity=0),
                AddonChange(addon_id="extra", quantity=0),
            ],
        ),
        (
            {"addons": ()},
            [AddonChange(addon_id="boost", quantity=0), AddonChange(addon_id="extra", quantity=0)],
        ),
        ({"billing_period": MONTHLY}, []),
        ({"billing_period": ANNUALLY}, [PeriodChange(billing_period=ANNUALLY)]),
        ({"prices": PRICES}, []),
        ({"prices": ()}, [PriceChange(prices=())]),
        ({"metadata": {"a": "b"}, "cancellation_date": None}, []),
    ],
)
def test_only_what_is_said_and_new_is_a_change(fields: dict[str, Any], expected: list[AnyChange]) -> None:
    assert changes_of(request(**fields), HELD, HELD.coupon) == expected


@pytest.mark.parametrize(
    ("held", "asked", "is_change"),
    [
        (None, None, False),
        (None, COUPON, True),
        (COUPON, COUPON.but(starts_at=THEN + timedelta(days=1)), False),
        (COUPON, COUPON.but(id="summer"), True),
        (COUPON, None, True),
        (COUPON.but(removed_at=THEN), None, False),
        (COUPON.but(removed_at=THEN), COUPON, True),
        (AD_HOC, AD_HOC.but(id="coupon-2"), True),
    ],
)
def test_the_same_coupon_again_is_no_change(
    held: AppliedCoupon | None, asked: AppliedCoupon | None, is_change: bool
) -> None:
    changes = changes_of(request(coupon=None), HELD.but(coupon=held), asked)
    assert changes == ([CouponChange(coupon=asked)] if is_change else [])


@pytest.mark.parametrize("pricing_type", [PricingType.FREE, PricingType.CUSTOM])
def test_a_billing_period_means_nothing_for_what_is_not_paid_by_it(pricing_type: PricingType) -> None:
    free = HELD.but(pricing_type=pricing_type, terms=Terms())
    assert changes_of(request(billing_period=ANNUALLY), free, None) == []


@pytest.mark.parametrize(
    ("change", "is_less"),
    [
        (QuantityChange(quantity=seats(4)), True),
        (QuantityChange(quantity=seats(5)), False),
        (QuantityChange(quantity=seats(6)), False),
        (AddonChange(addon_id="boost", quantity=1), True),
        (AddonChange(addon_id="boost", quantity=0), True),
        (AddonChange(addon_id="boost", quantity=3), False),
        (AddonChange(addon_id="more", quantity=1), False),
        (PeriodChange(billing_period=ANNUALLY), False),
        (PriceChange(prices=()), False),
        (CouponChange(coupon=None), False),
        (MetadataChange(metadata={}), False),
    ],
)
def test_fewer_units_fewer_addons_and_shorter_periods_are_less(change: AnyChange, is_less: bool) -> None:
    assert is_decrease(change, HELD) is is_less


def test_a_month_is_less_than_a_year() -> None:
    assert is_decrease(PeriodChange(billing_period=MONTHLY), paid(THEN, ANNUALLY))
