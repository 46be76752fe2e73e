"""Which thresholds of a limit usage has come to, and which of them have been told of. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from tollgate.entitlements.counter import CounterKey
from tollgate.shared.entity import Amount, Entity
from tollgate.shared.period import Period

THRESHOLDS = (80, 100)
"""Percentages of a limit whose crossing is told where nobody chose others."""
_WHOLE = Decimal(100)


class FiredThresholds(Entity):
    """The thresholds of a counter's period that were told of: `highest`, and with it all below; none is 0.

    They are percentages of `limit`. Under another limit all of them are to be told again.
    """

    customer_id: str
    resource_id: str | None = None
    feature_id: str
    period: Period
    limit: Amount
    highest: int = 0

    @property
    def key(self) -> CounterKey:
        """Return the counter that they belong to."""
        return CounterKey(self.customer_id, self.resource_id, self.feature_id)


def reached(total: Decimal, limit: Decimal, thresholds: Sequence[int] = THRESHOLDS) -> tuple[int, ...]:
    """Return the thresholds that usage is at or above, the lowest first. Any use of 0 is all."""
    if total <= 0:
        return ()
    return tuple(sorted(each for each in thresholds if total * _WHOLE >= limit * each))


def used_percentage(total: Decimal, limit: Decimal) -> int:
    """Return how much of the limit is used, in whole percent, rounded down: 10 of 12 are 83. Any use of 0 is all."""
    if limit <= 0:
        return int(_WHOLE) if total > 0 else 0
    return int(max(total, Decimal(0)) * _WHOLE // limit)


def fired_at(
    fired: FiredThresholds | None,
    key: CounterKey,
    period: Period,
    *,
    total: Decimal,
    limit: Decimal,
    thresholds: Sequence[int] = THRESHOLDS,
) -> tuple[FiredThresholds, tuple[int, ...]]:
    """Return what has been told of once usage stands at `total`, and which thresholds were crossed, the lowest first.

    One event tells of all that were crossed at once; under another limit than before all are armed anew. A threshold
    that is watched since then, and below one that was told of, is told of in the next period.
    """
    armed = fired
    if armed is None or armed.limit != limit:
        customer_id, resource_id, feature_id = key
        armed = FiredThresholds(
            customer_id=customer_id, resource_id=resource_id, feature_id=feature_id, period=period, limit=limit
        )
    crossed = tuple(each for each in reached(total, limit, thresholds) if each > armed.highest)
    return (armed.but(highest=crossed[-1]), crossed) if crossed else (armed, ())
