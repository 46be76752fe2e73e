"""Take a test clock away, once nobody lives by it."""

from tollgate.shared.scope import Scope
from tollgate.test_clocks.errors import TestClockHasCustomers, TestClockIsAdvancing
from tollgate.test_clocks.ports import TestClockRepository
from tollgate.test_clocks.retrieve_test_clock import retrieve_test_clock
from tollgate.test_clocks.test_clock import TestClock


def delete_test_clock(scope: Scope, test_clock_id: str, *, test_clocks: TestClockRepository) -> TestClock:
    """Return the clock as it was; raises `TestClockNotFound`, `TestClockIsAdvancing` or `TestClockHasCustomers`."""
    test_clock = retrieve_test_clock(scope, test_clock_id, test_clocks=test_clocks)
    if test_clock.is_advancing:
        raise TestClockIsAdvancing.of(test_clock)
    if test_clock.customer_ids:
        raise TestClockHasCustomers.of(test_clock)
    test_clocks.delete(scope, test_clock)
    return test_clock
