"""What time it is for each of the customers that usage is reported of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tollgate.entitlements.live import LiveState
from tollgate.shared.clock import CustomerClock
from tollgate.shared.scope import Scope


@dataclass(frozen=True)
class CustomerTimes:
    """The present of customers: that of their test clocks, and for all others the world's, which is `today`."""

    today: datetime
    frozen: Mapping[str, datetime]

    def of(self, customer_id: str) -> datetime:
        """Return the customer's present."""
        return self.frozen.get(customer_id, self.today)


def times_of(scope: Scope, customer_ids: Iterable[str], state: LiveState, *, clock: CustomerClock) -> CustomerTimes:
    """Return the present of these customers, whose access items are among what was read."""
    clocks = {each: state.test_clock_of(each) for each in customer_ids}
    frozen = {each: clock.now(scope, test_clock) for each, test_clock in clocks.items() if test_clock is not None}
    return CustomerTimes(clock.now(scope, None), frozen)
