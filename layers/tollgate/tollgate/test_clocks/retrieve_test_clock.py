"""Find a test clock."""

from tollgate.shared.scope import Scope
from tollgate.test_clocks.errors import TestClockNotFound
from tollgate.test_clocks.ports import TestClockRepository
from tollgate.test_clocks.test_clock import TestClock


def retrieve_test_clock(scope: Scope, test_clock_id: str, *, test_clocks: TestClockRepository) -> TestClock:
    """Return the clock; raises `TestClockNotFound`."""
    test_clock = test_clocks.find(scope, test_clock_id)
    if test_clock is None:
        raise TestClockNotFound.of(test_clock_id)
    return test_clock
