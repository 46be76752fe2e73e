"""The time, handed in: domain code never asks the process for it."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the current instant, aware and in UTC."""

    def now(self) -> datetime:
        """Return the current instant."""
        ...


class SystemClock:
    """The machine's clock, to the millisecond, as instants travel on the wire."""

    def now(self) -> datetime:
        """Return the current instant in UTC, cut to milliseconds."""
        moment = datetime.now(UTC)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
