"""The windows of reset periods: from an hour to a year, counted from an anchor at 00:00 UTC, or all of time."""

from datetime import UTC, datetime, timedelta

from tollgate.shared.period import Period, days_period, months_period, start_of_hour
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod

ALL_TIME = Period(start=datetime(1970, 1, 1, tzinfo=UTC), end=datetime(9999, 12, 31, tzinfo=UTC))
"""The one window of what never resets."""

CALENDAR = datetime(2023, 1, 1, tzinfo=UTC)
"""A first of January that is a Sunday: what is counted from the calendar's own days, months and years starts there."""

_WEEKDAYS = (
    ResetAnchor.EVERY_SUNDAY,
    ResetAnchor.EVERY_MONDAY,
    ResetAnchor.EVERY_TUESDAY,
    ResetAnchor.EVERY_WEDNESDAY,
    ResetAnchor.EVERY_THURSDAY,
    ResetAnchor.EVERY_FRIDAY,
    ResetAnchor.EVERY_SATURDAY,
)


def calendar_anchor(reset_period: ResetPeriod, reset_anchor: ResetAnchor | None) -> datetime | None:
    """Return what windows are counted from where that is the calendar's, None where it is a subscription's own."""
    if reset_period in {ResetPeriod.DAY, ResetPeriod.HOUR} or reset_anchor is ResetAnchor.START_OF_THE_MONTH:
        return CALENDAR
    if reset_anchor in _WEEKDAYS:
        return CALENDAR + timedelta(days=_WEEKDAYS.index(reset_anchor))
    return None


def window_at(reset_period: ResetPeriod | None, anchor: datetime, moment: datetime) -> Period:
    """Return the window that holds an instant; windows tile time without gap."""
    match reset_period:
        case None:
            return ALL_TIME
        case ResetPeriod.HOUR:
            start = start_of_hour(moment)
            return Period(start=start, end=start + timedelta(hours=1))
        case ResetPeriod.DAY:
            return days_period(anchor, 1, moment)
        case ResetPeriod.WEEK:
            return days_period(anchor, 7, moment)
        case ResetPeriod.MONTH:
            return months_period(anchor, 1, moment)
        case ResetPeriod.YEAR:
            return months_period(anchor, 12, moment)
