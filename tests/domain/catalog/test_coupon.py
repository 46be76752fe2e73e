"""What a coupon may take off."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.catalog import THEN
from tollgate.catalog.coupon import Coupon, CouponType
from tollgate.catalog.create_coupon import CreateCouponRequest, check_discount
from tollgate.shared.errors import InvalidInput
from tollgate.shared.money import Money
from tollgate.shared.scope import Scope

SCOPE = Scope(account_id="account-a", environment_id="development")


def a_request(**fields: Any) -> CreateCouponRequest:
    """Return the request for a coupon without a discount, unless fields give one."""
    return CreateCouponRequest(scope=SCOPE, id="coupon-launch", name="Launch", **fields)


def off(*amounts: tuple[str, str]) -> tuple[Money, ...]:
    """Return amounts of money."""
    return tuple(Money(amount=Decimal(amount), currency=currency) for amount, currency in amounts)


@pytest.mark.parametrize(
    "discount",
    [
        {"percent_off": 1},
        {"percent_off": 100, "duration_in_months": 1},
        {"amounts_off": off(("0.01", "usd"))},
        {"amounts_off": off(("10", "usd"), ("9.50", "eur"), ("1500", "jpy"), ("3.125", "kwd"))},
        {"amounts_off": off(("5.00", "jpy")), "duration_in_months": 1200},
    ],
)
def test_a_coupon_takes_off_a_share_or_payable_amounts(discount: dict[str, Any]) -> None:
    check_discount(a_request(**discount))


@pytest.mark.parametrize(
    ("discount", "field"),
    [
        ({}, "percentOff"),
        ({"percent_off": 5, "amounts_off": off(("1", "usd"))}, "amountsOff"),
        ({"percent_off": 5, "amounts_off": ()}, "amountsOff"),
        ({"percent_off": 0}, "percentOff"),
        ({"percent_off": 101}, "percentOff"),
        ({"amounts_off": ()}, "amountsOff"),
        ({"amounts_off": off(("1", "usd"), ("0", "eur"))}, "amountsOff[1].amount"),
        ({"amounts_off": off(("-1", "usd"))}, "amountsOff[0].amount"),
        ({"amounts_off": off(("0.001", "usd"))}, "amountsOff[0].amount"),
        ({"amounts_off": off(("0.5", "jpy"))}, "amountsOff[0].amount"),
        ({"amounts_off": off(("0.0001", "kwd"))}, "amountsOff[0].amount"),
        ({"amounts_off": off(("1", "usd"), ("1", "eur"), ("2", "usd"))}, "amountsOff[2].currency"),
        ({"percent_off": 5, "duration_in_months": 0}, "durationInMonths"),
        ({"percent_off": 5, "duration_in_months": 1201}, "durationInMonths"),
    ],
)
def test_any_other_discount_is_refused_by_its_field(discount: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_discount(a_request(**discount))
    assert refused.value.details == {"field": field}


def test_the_type_of_a_coupon_follows_from_its_discount() -> None:
    common: dict[str, Any] = {"id": "coupon-a", "uuid": "u", "name": "A", "created_at": THEN, "updated_at": THEN}
    share, fixed = Coupon(percent_off=5, **common), Coupon(amounts_off=off(("1", "usd")), **common)
    assert (share.type, fixed.type) == (CouponType.PERCENTAGE, CouponType.FIXED)
