"""The ports of test clocks, and the time of customers."""

from typing import TYPE_CHECKING

from tollgate.wiring.work import clock, session

if TYPE_CHECKING:  # a function starts without what it does not need
    from datetime import datetime

    from tollgate.shared.clock import CustomerClock
    from tollgate.shared.scope import Scope
    from tollgate.test_clocks.ports import EnvironmentKinds, TestClockRepository


def test_clocks() -> "TestClockRepository":
    """Return the test clocks."""
    from tollgate.storage.test_clocks import DynamoTestClocks

    return DynamoTestClocks(session())


def customer_clock() -> "CustomerClock":
    """Return the clock that tells the time of customers, by the test clocks they are attached to."""
    return _CustomerClock()


class _CustomerClock:
    """Satisfies `CustomerClock`: the world's clock at one instant, and the stored one of who lives by a test clock."""

    def __init__(self) -> None:
        self._stored: CustomerClock | None = None
        self._now: datetime | None = None

    def now(self, scope: "Scope", test_clock_id: str | None) -> "datetime":
        """Return the customer's present; raises `TestClockNotFound` where its clock is gone."""
        if test_clock_id is not None:
            return self._of_test_clocks().now(scope, test_clock_id)
        if self._now is None:
            self._now = clock().now()
        return self._now

    def _of_test_clocks(self) -> "CustomerClock":
        if self._stored is None:
            from tollgate.storage.test_clocks import DynamoCustomerClock

            self._stored = DynamoCustomerClock(session(), clock())
        return self._stored


def environment_kinds() -> "EnvironmentKinds":
    """Return what environments are for."""
    from tollgate.storage.test_clocks import DynamoEnvironmentKinds

    return DynamoEnvironmentKinds(session())
