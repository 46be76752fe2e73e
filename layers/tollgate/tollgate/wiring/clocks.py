"""The ports of test clocks, and the time of customers."""

from typing import TYPE_CHECKING

from tollgate.wiring.work import clock, session

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.shared.clock import CustomerClock
    from tollgate.test_clocks.ports import EnvironmentKinds, TestClockRepository


def test_clocks() -> "TestClockRepository":
    """Return the test clocks."""
    from tollgate.storage.test_clocks import DynamoTestClocks

    return DynamoTestClocks(session())


def customer_clock() -> "CustomerClock":
    """Return the clock that tells the time of customers, by the test clocks they are attached to."""
    from tollgate.test_clocks.customer_clock import TimeOfCustomers

    return TimeOfCustomers(clock(), test_clocks)


def environment_kinds() -> "EnvironmentKinds":
    """Return what environments are for."""
    from tollgate.storage.test_clocks import DynamoEnvironmentKinds

    return DynamoEnvironmentKinds(session())
