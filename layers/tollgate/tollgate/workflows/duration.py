"""ISO 8601 durations: `P7D`, `PT1H30M`, `P1M`."""

import re
from datetime import datetime, timedelta

from tollgate.shared.period import add_months

_DURATION = re.compile(
    r"(?P<sign>-)?P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)


def later(instant: datetime, duration: str) -> datetime:
    """Return the instant that is a duration later, or earlier with a minus before it; raises `ValueError`.

    Months and years keep the day, or take the last one of a shorter month.
    """
    match = _DURATION.fullmatch(duration)
    parts = {name: int(text) for name, text in match.groupdict().items() if text and name != "sign"} if match else {}
    if match is None or not parts or duration.endswith("T"):
        raise ValueError(f"{duration!r} is not an ISO 8601 duration such as P7D or PT1H")
    sign = -1 if match["sign"] else 1
    months = sign * (parts.pop("years", 0) * 12 + parts.pop("months", 0))
    try:
        return add_months(instant, months) + sign * timedelta(**parts)
    except (OverflowError, ValueError) as error:
        raise ValueError(f"{duration!r} leads beyond the calendar") from error
