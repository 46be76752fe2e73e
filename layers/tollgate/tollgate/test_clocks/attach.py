"""Attach a customer to a test clock, and let it go: part of creating, archiving and unarchiving it."""

from tollgate.shared.scope import Scope
from tollgate.test_clocks.errors import TestClockIsFull
from tollgate.test_clocks.ports import TestClockRepository
from tollgate.test_clocks.retrieve_test_clock import retrieve_test_clock
from tollgate.test_clocks.test_clock import TestClock


def join_test_clock(
    scope: Scope, test_clock_id: str, customer_id: str, *, test_clocks: TestClockRepository
) -> TestClock:
    """Return the clock with the customer attached; raises `TestClockNotFound` or `TestClockIsFull`.

    The clock is written also where nothing changes: a step of an advance that did not see the customer runs again.
    """
    test_clock = retrieve_test_clock(scope, test_clock_id, test_clocks=test_clocks)
    if customer_id not in test_clock.customer_ids:
        if test_clock.is_full:
            raise TestClockIsFull.of(test_clock)
        test_clock = test_clock.with_customer(customer_id)
    test_clocks.save(scope, test_clock)
    return test_clock


def leave_test_clock(scope: Scope, test_clock_id: str, customer_id: str, *, test_clocks: TestClockRepository) -> None:
    """Stage the clock without a customer of which nothing is left."""
    test_clock = test_clocks.find(scope, test_clock_id)
    if test_clock is not None:
        test_clocks.save(scope, test_clock.without_customer(customer_id))
