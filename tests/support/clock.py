"""A clock that tests set and move."""

from datetime import datetime, timedelta

from tollgate.shared.scope import Scope


class FixedClock:
    """Stands still until it is moved; satisfies `Clock`, and `CustomerClock` where nobody has a clock of its own."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self, scope: Scope | None = None, test_clock_id: str | None = None) -> datetime:
        """Return the instant it stands at."""
        return self._now

    def set(self, now: datetime | str) -> None:
        """Move to an instant, forwards or backwards."""
        self._now = datetime.fromisoformat(now) if isinstance(now, str) else now

    def advance(self, **units: float) -> None:
        """Move forwards by days, hours, minutes, seconds."""
        self._now += timedelta(**units)
