"""The time of customers: that of the world, or of the test clock that one of them lives by."""

from collections.abc import Callable
from datetime import datetime

from tollgate.shared.clock import Clock
from tollgate.shared.scope import Scope
from tollgate.test_clocks.ports import TestClockRepository
from tollgate.test_clocks.retrieve_test_clock import retrieve_test_clock


class TimeOfCustomers:
    """Satisfies `shared.clock.CustomerClock`. A test clock costs one read in an operation.

    `test_clocks` makes what finds them, which most operations never need.
    """

    def __init__(self, clock: Clock, test_clocks: Callable[[], TestClockRepository]) -> None:
        self._clock, self._test_clocks = clock, test_clocks
        self._now: datetime | None = None

    def now(self, scope: Scope, test_clock_id: str | None) -> datetime:
        """Return the customer's present; raises `TestClockNotFound` where its clock is gone."""
        if test_clock_id is not None:
            return retrieve_test_clock(scope, test_clock_id, test_clocks=self._test_clocks()).frozen_time
        if self._now is None:
            self._now = self._clock.now()
        return self._now
