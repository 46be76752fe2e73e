"""A coupon as a customer has it."""

from datetime import datetime
from decimal import Decimal

from tollgate.catalog.coupon import Coupon
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.money import Money
from tollgate.shared.period import add_months


class AppliedCustomerCoupon(Value):
    """A coupon as it was when it was applied to a customer: later changes of the catalogue's do not reach it.

    Invoices dated before `ends_at` get it; None: all from then on.
    """

    coupon_id: str
    name: str
    percent_off: Amount | None = None
    amounts_off: tuple[Money, ...] | None = None
    duration_in_months: int | None = None
    started_at: Instant
    ends_at: Instant | None = None

    @classmethod
    def of(cls, coupon: Coupon, *, at: datetime) -> "AppliedCustomerCoupon":
        """Return the coupon as it is applied at an instant."""
        months = coupon.duration_in_months
        return cls(
            coupon_id=coupon.id,
            name=coupon.name,
            percent_off=Decimal(coupon.percent_off) if coupon.percent_off is not None else None,
            amounts_off=coupon.amounts_off,
            duration_in_months=months,
            started_at=at,
            ends_at=add_months(at, months) if months is not None else None,
        )

    def is_over(self, now: datetime) -> bool:
        """Tell whether no later invoice gets it."""
        return self.ends_at is not None and self.ends_at <= now
