"""What the test clocks area refuses."""

from tollgate.shared.errors import Conflict, NotAllowed, NotFound
from tollgate.test_clocks.test_clock import MOST_CUSTOMERS, TestClock


class TestClockNotFound(NotFound):
    """No test clock has this id."""

    code = "TestClockNotFound"

    @classmethod
    def of(cls, test_clock_id: str) -> "TestClockNotFound":
        """Return the error for this id."""
        return cls(f"There is no test clock with the id {test_clock_id}", refId=test_clock_id)


class NoTestClocksInProduction(NotAllowed):
    """Time cannot be moved in production."""


class TestClockIsAdvancing(Conflict):
    """The clock is on its way; what was asked for has to wait until it stands still."""

    code = "TestClockIsAdvancing"

    @classmethod
    def of(cls, test_clock: TestClock) -> "TestClockIsAdvancing":
        """Return the error for this clock."""
        return cls(
            f"The test clock {test_clock.id} is advancing; read it until its status is not ADVANCING, then try again",
            refId=test_clock.id,
            taskId=test_clock.task_id,
        )


class TestClockHasCustomers(Conflict):
    """Customers live by the clock."""

    @classmethod
    def of(cls, test_clock: TestClock) -> "TestClockHasCustomers":
        """Return the error for this clock."""
        return cls(
            f"Customers live by the test clock {test_clock.id}; archive them first",
            refId=test_clock.id,
            customerIds=list(test_clock.customer_ids),
        )


class TestClockIsFull(Conflict):
    """The clock has as many customers as it can have."""

    @classmethod
    def of(cls, test_clock: TestClock) -> "TestClockIsFull":
        """Return the error for this clock."""
        return cls(
            f"The test clock {test_clock.id} has {MOST_CUSTOMERS} customers; use another one, or archive some of them",
            refId=test_clock.id,
        )
