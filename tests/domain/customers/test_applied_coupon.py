"""How long a customer's coupon lasts, by a table of cases."""

from datetime import UTC, datetime

import pytest

from tollgate.catalog.coupon import Coupon
from tollgate.customers.applied_coupon import AppliedCustomerCoupon

BEGAN = datetime(2027, 11, 30, 8, tzinfo=UTC)


def applied(months: int | None) -> AppliedCustomerCoupon:
    """Return a coupon of this many months, applied at the end of November."""
    coupon = Coupon(
        id="launch",
        uuid="u",
        name="Launch",
        percent_off=10,
        duration_in_months=months,
        created_at=BEGAN,
        updated_at=BEGAN,
    )
    return AppliedCustomerCoupon.of(coupon, at=BEGAN)


@pytest.mark.parametrize(
    ("months", "ends_at"),
    [
        (None, None),
        (1, datetime(2027, 12, 30, 8, tzinfo=UTC)),
        (3, datetime(2028, 2, 29, 8, tzinfo=UTC)),
        (15, datetime(2029, 2, 28, 8, tzinfo=UTC)),
    ],
)
def test_a_coupon_lasts_calendar_months_from_its_first_day(months: int | None, ends_at: datetime | None) -> None:
    assert applied(months).ends_at == ends_at


def test_the_instant_it_ends_at_is_not_its_own_any_more() -> None:
    coupon = applied(1)
    assert coupon.ends_at is not None
    assert (coupon.is_over(BEGAN), coupon.is_over(coupon.ends_at)) == (False, True)
    assert not applied(None).is_over(datetime(9999, 1, 1, tzinfo=UTC))
