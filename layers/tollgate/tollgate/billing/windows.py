"""The windows that usage is charged by: each is charged in one billing period, and all of time is in one of them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tollgate.billing.sold import SoldItem
from tollgate.shared.entity import Value
from tollgate.shared.period import Period, add_months, days_period, months_period, start_of_day, start_of_hour
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_END = datetime(9999, 12, 31, tzinfo=UTC)
_SUNDAY = datetime(2023, 1, 1, tzinfo=UTC)
_WEEKDAYS = (
    ResetAnchor.EVERY_SUNDAY,
    ResetAnchor.EVERY_MONDAY,
    ResetAnchor.EVERY_TUESDAY,
    ResetAnchor.EVERY_WEDNESDAY,
    ResetAnchor.EVERY_THURSDAY,
    ResetAnchor.EVERY_FRIDAY,
    ResetAnchor.EVERY_SATURDAY,
)
_HOUR = timedelta(hours=1)


class Resets(Value):
    """When the usage of a charge starts from zero again, None where it does not."""

    reset_period: ResetPeriod | None
    anchor: datetime

    @classmethod
    def of(cls, item: SoldItem, usage_anchor: datetime) -> "Resets":
        """Return the resets of a charge; they are at 00:00 UTC, or at the top of the hour."""
        period = item.reset_period if item.is_overage else item.price.reset_period
        given = item.reset_anchor if item.is_overage else item.price.reset_anchor
        if item.is_level or period is None:
            return cls(reset_period=None, anchor=_SUNDAY)
        if period in {ResetPeriod.DAY, ResetPeriod.HOUR} or given is ResetAnchor.START_OF_THE_MONTH:
            return cls(reset_period=period, anchor=_SUNDAY)
        if given in _WEEKDAYS:
            return cls(reset_period=period, anchor=_SUNDAY + timedelta(days=_WEEKDAYS.index(given)))
        return cls(reset_period=period, anchor=start_of_day(usage_anchor))

    def window_at(self, moment: datetime) -> Period:
        """Return the window that holds an instant."""
        match self.reset_period:
            case None:
                return Period(start=BEGINNING, end=_END)
            case ResetPeriod.HOUR:
                return Period(start=start_of_hour(moment), end=start_of_hour(moment) + _HOUR)
            case ResetPeriod.DAY:
                return days_period(self.anchor, 1, moment)
            case ResetPeriod.WEEK:
                return days_period(self.anchor, 7, moment)
            case ResetPeriod.MONTH:
                return months_period(self.anchor, 1, moment)
            case ResetPeriod.YEAR:
                return months_period(self.anchor, 12, moment)

    def outlasts(self, period: Period) -> bool:
        """Tell whether a window is longer than a billing period, so that it is charged in several of them."""
        match self.reset_period:
            case None:
                return True
            case ResetPeriod.YEAR:
                # A year of either kind, from whatever day, is not longer than another one.
                return period.end < add_months(period.start, 11)
            case _:
                return False

    def overlapping(self, period: Period) -> Iterator[Period]:
        """Yield the windows that share time with a period, in their order."""
        window = self.window_at(period.start)
        while window.start < period.end:
            yield window
            if window.end == _END:
                return
            window = self.window_at(window.end)
