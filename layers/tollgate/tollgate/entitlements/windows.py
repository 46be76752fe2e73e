"""Usage periods: the half-open spans that usage counts over, from an hour to a year, or all of time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.feature import MeterType
from tollgate.customers.access import PromotionalAccess, SubscriptionAccess
from tollgate.shared.period import Period, days_period, months_period, start_of_day, start_of_hour
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod

ALL_TIME = Period(start=datetime(1970, 1, 1, tzinfo=UTC), end=datetime(9999, 12, 31, tzinfo=UTC))
"""What usage counts over where it never resets: only a report changes it."""

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


@dataclass(frozen=True)
class ResetSchedule:
    """When usage starts from zero again: at each period's start, and at the cut that a change of plan made.

    `anchor` is the 00:00 UTC that periods are counted from; where it is not the subscription's, or the promotional
    grant's, it is the calendar's (`is_calendar`). The cut ends the period it falls into and begins the rest of it.
    """

    reset_period: ResetPeriod | None = None
    anchor: datetime = _SUNDAY
    is_calendar: bool = True
    cut: datetime | None = None

    @classmethod
    def of(cls, entitlement: FeatureEntitlement, origin: SubscriptionAccess | PromotionalAccess) -> Self:
        """Return the schedule of an entitlement as a subscription, or a promotional grant, gives it."""
        if entitlement.reset_period is None:
            return cls()
        # A level, such as the number of seats, stays true across a change of plan: it is never cut.
        cut = None if entitlement.meter_type is MeterType.FLUCTUATING else origin.usage_cut
        if entitlement.reset_period in {ResetPeriod.DAY, ResetPeriod.HOUR}:
            return cls(entitlement.reset_period, cut=cut)
        match entitlement.reset_anchor:
            case None | ResetAnchor.SUBSCRIPTION_START:
                anchor = start_of_day(origin.usage_anchor)
                return cls(entitlement.reset_period, anchor, is_calendar=False, cut=cut)
            case ResetAnchor.START_OF_THE_MONTH:
                return cls(entitlement.reset_period, _SUNDAY, cut=cut)
            case weekday:
                return cls(entitlement.reset_period, _SUNDAY + timedelta(days=_WEEKDAYS.index(weekday)), cut=cut)

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
        match self.reset_period:
            case None:
                return ALL_TIME
            case ResetPeriod.HOUR:
                start = start_of_hour(moment)
                return Period(start=start, end=start + timedelta(hours=1))
            case ResetPeriod.DAY:
                return days_period(self.anchor, 1, moment)
            case ResetPeriod.WEEK:
                return days_period(self.anchor, 7, moment)
            case ResetPeriod.MONTH:
                return months_period(self.anchor, 1, moment)
            case ResetPeriod.YEAR:
                return months_period(self.anchor, 12, moment)


def bucket_start(moment: datetime, cuts: tuple[datetime, ...]) -> datetime:
    """Return the start of the bucket that usage of this instant is kept in: its UTC hour, or the last cut within it.

    So every edge of every usage period is the edge of a bucket, and the buckets of a period add up to its usage.
    """
    return max([start_of_hour(moment), *(cut for cut in cuts if cut <= moment)])
