"""Half-open periods `[start, end)` whose n-th boundary is always counted from the original anchor."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from tollgate.shared.entity import Instant, Value


class BillingPeriod(StrEnum):
    """How long one billing period lasts."""

    MONTHLY = "MONTHLY"
    ANNUALLY = "ANNUALLY"

    @property
    def months(self) -> int:
        """Return the length in months."""
        return 1 if self is BillingPeriod.MONTHLY else 12


class Period(Value):
    """A half-open span of time: `start` is in it, `end` is not."""

    start: Instant
    end: Instant

    def holds(self, moment: datetime) -> bool:
        """Tell whether the instant lies in the period."""
        return self.start <= moment < self.end


def add_months(anchor: datetime, months: int) -> datetime:
    """Return the anchor moved by whole months, its day clamped to the month's last (31 Jan → 28 Feb → 31 Mar)."""
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    return anchor.replace(year=year, month=month + 1, day=min(anchor.day, monthrange(year, month + 1)[1]))


def months_period(anchor: datetime, months: int, now: datetime) -> Period:
    """Return the period of `months` months, counted from the anchor, that holds `now`; before the anchor too."""
    elapsed = (now.year - anchor.year) * 12 + now.month - anchor.month
    index = elapsed // months
    while add_months(anchor, index * months) > now:
        index -= 1
    while add_months(anchor, (index + 1) * months) <= now:
        index += 1
    return Period(start=add_months(anchor, index * months), end=add_months(anchor, (index + 1) * months))


def days_period(anchor: datetime, days: int, now: datetime) -> Period:
    """Return the period of `days` days, counted from the anchor, that holds `now`; before the anchor too."""
    length = timedelta(days=days)
    start = anchor + (now - anchor) // length * length
    return Period(start=start, end=start + length)


def billing_period_at(anchor: datetime, period: BillingPeriod, now: datetime) -> Period:
    """Return the billing period that holds `now`; it keeps the anchor's time of day."""
    return months_period(anchor, period.months, now)


def start_of_day(moment: datetime) -> datetime:
    """Return 00:00 UTC of the instant's day."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def start_of_hour(moment: datetime) -> datetime:
    """Return the top of the instant's UTC hour."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
