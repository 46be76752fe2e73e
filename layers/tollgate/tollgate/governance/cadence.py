"""Cadences: how often a budget begins anew, as an ISO 8601 duration of one unit, and the windows they make. Pure."""

import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from tollgate.shared.period import Period, days_period, months_period
from tollgate.shared.reset_windows import CALENDAR

_FORM = re.compile(r"P(?:([1-9]\d{0,8})([DWMY])|T([1-9]\d{0,8})([HMS]))")
_MONDAY = CALENDAR + timedelta(days=1)
_MOST_SECONDS = 10 * 366 * 86_400


class CadenceUnit(StrEnum):
    """The unit of a cadence; a month and a minute are told apart by the `T` before the latter."""

    SECOND = "TS"
    MINUTE = "TM"
    HOUR = "TH"
    DAY = "D"
    WEEK = "W"
    MONTH = "M"
    YEAR = "Y"


_SECONDS = {
    CadenceUnit.SECOND: 1,
    CadenceUnit.MINUTE: 60,
    CadenceUnit.HOUR: 3_600,
    CadenceUnit.DAY: 86_400,
    CadenceUnit.WEEK: 7 * 86_400,
    CadenceUnit.MONTH: 30 * 86_400,
    CadenceUnit.YEAR: 366 * 86_400,
}


class Cadence(NamedTuple):
    """So many of a unit."""

    number: int
    unit: CadenceUnit

    @property
    def is_of_the_calendar(self) -> bool:
        """Tell whether windows are the days, weeks, months and years of the calendar, in UTC; weeks begin on Monday."""
        return self.number == 1 and self.unit in {
            CadenceUnit.DAY,
            CadenceUnit.WEEK,
            CadenceUnit.MONTH,
            CadenceUnit.YEAR,
        }


def cadence_of(text: str) -> Cadence | None:
    """Return the cadence that a text says, None where it says none, or one of more than ten years."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    count, unit = (found[1], found[2]) if found[1] is not None else (found[3], f"T{found[4]}")
    cadence = Cadence(int(count), CadenceUnit(unit))
    return cadence if cadence.number * _SECONDS[cadence.unit] <= _MOST_SECONDS else None


def window_at(cadence: Cadence, anchor: datetime, now: datetime) -> Period:
    """Return the window that holds an instant: of the calendar, or the n-th one counted from the anchor."""
    if cadence.is_of_the_calendar:
        anchor = _MONDAY if cadence.unit is CadenceUnit.WEEK else CALENDAR
    match cadence.unit:
        case CadenceUnit.MONTH:
            return months_period(anchor, cadence.number, now)
        case CadenceUnit.YEAR:
            return months_period(anchor, 12 * cadence.number, now)
        case CadenceUnit.DAY:
            return days_period(anchor, cadence.number, now)
        case CadenceUnit.WEEK:
            return days_period(anchor, 7 * cadence.number, now)
        case unit:
            length = timedelta(seconds=cadence.number * _SECONDS[unit])
            start = anchor + (now - anchor) // length * length
            return Period(start=start, end=start + length)
