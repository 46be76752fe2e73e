"""The windows that usage is charged by, and which of them are longer than a billing period."""

from collections.abc import Iterator
from datetime import datetime

from tollgate.billing.sold import SoldItem
from tollgate.shared.entity import Value
from tollgate.shared.period import Period, add_months, start_of_day
from tollgate.shared.reset_period import ResetPeriod
from tollgate.shared.reset_windows import ALL_TIME, CALENDAR, calendar_anchor, window_at

_MONTHS_OF_A_YEAR_AT_LEAST = 11
"""Two years differ in length by a day, a year and a month by more than this leaves."""


class Resets(Value):
    """When the usage of a charge starts from zero again, None where it does not."""

    reset_period: ResetPeriod | None
    anchor: datetime

    @classmethod
    def of(cls, item: SoldItem, usage_anchor: datetime) -> "Resets":
        """Return the resets of a charge; they are at 00:00 UTC, or at the top of the hour."""
        period = item.reset_period if item.is_overage else item.price.reset_period
        anchor = item.reset_anchor if item.is_overage else item.price.reset_anchor
        if item.is_level or period is None:
            return cls(reset_period=None, anchor=CALENDAR)
        return cls(reset_period=period, anchor=calendar_anchor(period, anchor) or start_of_day(usage_anchor))

    def outlasts(self, period: Period) -> bool:
        """Tell whether a window is longer than a billing period, so that it is charged in several of them."""
        if self.reset_period is ResetPeriod.YEAR:
            return period.end < add_months(period.start, _MONTHS_OF_A_YEAR_AT_LEAST)
        return self.reset_period is None

    def overlapping(self, period: Period) -> Iterator[Period]:
        """Yield the windows that share time with a period, in their order."""
        window = window_at(self.reset_period, self.anchor, period.start)
        while window.start < period.end:
            yield window
            if window == ALL_TIME:
                return
            window = window_at(self.reset_period, self.anchor, window.end)
