"""A clock that tests set and move."""

from datetime import datetime, timedelta


class FixedClock:
    """Stands still until it is moved; satisfies `Clock`."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """Return the instant it stands at."""
        return self._now

    def set(self, now: datetime | str) -> None:
        """Move to an instant, forwards or backwards."""
        self._now = datetime.fromisoformat(now) if isinstance(now, str) else now

    def advance(self, **units: float) -> None:
        """Move forwards by days, hours, minutes, seconds."""
        self._now += timedelta(**units)
