"""A coupon as a customer has it."""

from datetime import datetime

from tollgate.catalog.coupon import Coupon
from tollgate.shared.entity import Instant, Value
from tollgate.shared.period import add_months


class AppliedCustomerCoupon(Value):
    """A coupon since it was applied to a customer. Invoices dated before `ends_at` get it; None: all from then on."""

    coupon_id: str
    started_at: Instant
    ends_at: Instant | None = None

    @classmethod
    def of(cls, coupon: Coupon, *, at: datetime) -> "AppliedCustomerCoupon":
        """Return the coupon as it is applied at an instant."""
        months = coupon.duration_in_months
        return cls(coupon_id=coupon.id, started_at=at, ends_at=add_months(at, months) if months is not None else None)

    def is_over(self, now: datetime) -> bool:
        """Tell whether no later invoice gets it."""
        return self.ends_at is not None and self.ends_at <= now
