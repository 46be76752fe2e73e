"""Filters that lists share."""

from datetime import datetime

from tollgate.shared.entity import Instant, Value


class InstantRange(Value):
    """Bounds on an instant; those that are given must all hold."""

    gt: Instant | None = None
    gte: Instant | None = None
    lt: Instant | None = None
    lte: Instant | None = None

    def holds(self, moment: datetime) -> bool:
        """Tell whether the instant is within the bounds."""
        return (
            (self.gt is None or moment > self.gt)
            and (self.gte is None or moment >= self.gte)
            and (self.lt is None or moment < self.lt)
            and (self.lte is None or moment <= self.lte)
        )
