"""What was counted in an hour or a period, in a form that can be put together, and the usage that it comes to."""

from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from tollgate.catalog.meter import AggregationFunction
from tollgate.shared.entity import Amount, Value

NOTHING = Decimal(0)
_TWELVE_PLACES = Decimal("1e-12")

ADDITIVE = frozenset((None, AggregationFunction.COUNT, AggregationFunction.SUM, AggregationFunction.UNIQUE))
"""What adds up from one bucket to the next. None is usage that was reported."""


class Tally(Value):
    """How many values were counted, their sum, the lowest and the highest; `function` makes the usage of them.

    For what adds up the sum is the usage already: of COUNT the number of events, of UNIQUE that of new values.
    """

    function: AggregationFunction | None = None
    count: int = 0
    total: Amount = NOTHING
    lowest: Amount | None = None
    highest: Amount | None = None

    def plus(self, other: Self) -> Self:
        """Return both together; where the meter was changed between them, the later one's function holds."""
        return self.but(
            function=other.function or self.function,
            count=self.count + other.count,
            total=self.total + other.total,
            lowest=_of_both(min, self.lowest, other.lowest),
            highest=_of_both(max, self.highest, other.highest),
        )

    @property
    def usage(self) -> Decimal:
        """Return the usage, zero where nothing was counted; an average has twelve decimals."""
        match self.function:
            case AggregationFunction.MAX:
                return self.highest if self.highest is not None else NOTHING
            case AggregationFunction.MIN:
                return self.lowest if self.lowest is not None else NOTHING
            case AggregationFunction.AVG if self.count:
                return (self.total / self.count).quantize(_TWELVE_PLACES, rounding=ROUND_HALF_UP).normalize() + 0
            case _:
                return self.total


def together(tallies: Iterable[Tally]) -> Tally:
    """Return everything that was counted, given in the order of time."""
    whole = Tally()
    for each in tallies:
        whole = whole.plus(each)
    return whole


def _of_both(
    choose: Callable[[Decimal, Decimal], Decimal], one: Decimal | None, other: Decimal | None
) -> Decimal | None:
    if one is None or other is None:
        return one if other is None else other
    return choose(one, other)
