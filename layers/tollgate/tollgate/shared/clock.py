"""The time, handed in: domain code never asks the process for it."""

from datetime import UTC, datetime
from typing import Protocol

from tollgate.shared.scope import Scope


class Clock(Protocol):
    """Tells the current instant, aware and in UTC."""

    def now(self) -> datetime:
        """Return the current instant."""
        ...


class CustomerClock(Protocol):
    """Tells the time of customers: that of the test clock a customer is attached to, else the current instant."""

    def now(self, scope: Scope, test_clock_id: str | None) -> datetime:
        """Return the customer's present, aware and in UTC; the same throughout one operation."""
        ...


class SystemClock:
    """The machine's clock, to the millisecond, as instants travel on the wire."""

    def now(self) -> datetime:
        """Return the current instant in UTC, cut to milliseconds."""
        moment = datetime.now(UTC)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
