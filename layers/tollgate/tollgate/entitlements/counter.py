"""The usage counter: one per customer, resource and feature. It states the period it counts and the total in it."""

from decimal import Decimal
from typing import NamedTuple

from tollgate.entitlements.tally import Tally
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.period import Period

NOTHING = Decimal(0)


class CounterKey(NamedTuple):
    """Whose usage of what is counted; without a resource it is the customer's own."""

    customer_id: str
    resource_id: str | None
    feature_id: str


class Counter(Value):
    """What was counted in a period. `set_at` is the instant of the latest SET; the version grows with every report.

    `tally` is what the total is made of where it does not add up: the highest value, the average of all. It `is_mixed`
    where different values were counted over another schedule's periods before, which hours cannot tell apart.
    """

    period: Period
    total: Amount
    tally: Tally | None = None
    version: int
    set_at: Instant | None = None
    is_mixed: bool = False
    updated_at: Instant

    def is_over_before(self, period: Period) -> bool:
        """Tell whether the counted period had ended when this one began, so that nothing of it is counted yet."""
        return self.period.end <= period.start


def known_total(counter: Counter | None, period: Period) -> Decimal | None:
    """Return the usage of a period that a counter tells of, None where only the buckets do: its schedule changed.

    A period that is over before the counted one, as a clock that lags a little may ask for, is such a case too.
    """
    if counter is None or counter.is_over_before(period):
        return NOTHING
    return counter.total if counter.period == period else None
