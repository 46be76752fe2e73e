"""Usage periods: the half-open spans that usage counts over, from an hour to a year, or all of time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.feature import MeterType
from tollgate.customers.access import PromotionalAccess, SubscriptionAccess
from tollgate.shared import reset_windows
from tollgate.shared.period import Period, start_of_day, start_of_hour
from tollgate.shared.reset_period import ResetPeriod
from tollgate.shared.reset_windows import CALENDAR, calendar_anchor, window_at

ALL_TIME = reset_windows.ALL_TIME
"""What usage counts over where it never resets: only a report changes it."""


@dataclass(frozen=True)
class ResetSchedule:
    """When usage starts from zero again: at each period's start, and at the cut that a change of plan made.

    `anchor` is the 00:00 UTC that periods are counted from; where it is not the subscription's, or the promotional
    grant's, it is the calendar's (`is_calendar`). The cut ends the period it falls into and begins the rest of it.
    """

    reset_period: ResetPeriod | None = None
    anchor: datetime = CALENDAR
    is_calendar: bool = True
    cut: datetime | None = None

    @classmethod
    def of(cls, entitlement: FeatureEntitlement, origin: SubscriptionAccess | PromotionalAccess) -> Self:
        """Return the schedule of an entitlement as a subscription, or a promotional grant, gives it."""
        if entitlement.reset_period is None:
            return cls()
        # A level, such as the number of seats, stays true across a change of plan: it is never cut.
        cut = None if entitlement.meter_type is MeterType.FLUCTUATING else origin.usage_cut
        calendar = calendar_anchor(entitlement.reset_period, entitlement.reset_anchor)
        if calendar is not None:
            return cls(entitlement.reset_period, calendar, cut=cut)
        return cls(entitlement.reset_period, start_of_day(origin.usage_anchor), is_calendar=False, cut=cut)

    def period_at(self, moment: datetime) -> Period:
        """Return the usage period that holds the instant; periods tile time without gap."""
        period = self._uncut(moment)
        if self.cut is None or not period.start < self.cut < period.end:
            return period
        return period.but(start=self.cut) if self.cut <= moment else period.but(end=self.cut)

    def anchor_at(self, moment: datetime) -> datetime:
        """Return what the period of the instant is counted from: the subscription's anchor, or the calendar's start."""
        return self._uncut(moment).start if self.is_calendar else self.anchor

    def _uncut(self, moment: datetime) -> Period:
        return window_at(self.reset_period, self.anchor, moment)


def bucket_start(moment: datetime, cuts: tuple[datetime, ...]) -> datetime:
    """Return the start of the bucket that usage of this instant is kept in: its UTC hour, or the last cut within it.

    So every edge of every usage period is the edge of a bucket, and the buckets of a period add up to its usage.
    """
    return max([start_of_hour(moment), *(cut for cut in cuts if cut <= moment)])
