"""A minimum spend: paid at the start of a period, used up by what is charged on demand in it."""

from collections.abc import Sequence

from tollgate.charges.line import Line, LineType, total_of
from tollgate.shared.entity import Value
from tollgate.shared.money import Money


class DrawDown(Value):
    """What a period's on-demand charges took of the spend that was paid in advance.

    The next invoice shows the charges and, below them, `adjustment`; together they are `excess`. What is `unused`
    is lost.
    """

    prepaid: Money
    on_demand: Money

    @property
    def adjustment(self) -> Money:
        """Return what is taken off the charges because it was paid before: zero or less."""
        covered = min(self.prepaid.amount, self.on_demand.amount)
        return Money(amount=-covered, currency=self.on_demand.currency)

    @property
    def excess(self) -> Money:
        """Return what is still to be paid."""
        return self.on_demand + self.adjustment

    @property
    def unused(self) -> Money:
        """Return what was paid and not used."""
        return self.prepaid + self.adjustment


def draw_down(prepaid: Money, lines: Sequence[Line]) -> DrawDown:
    """Return what the on-demand lines among these take of the spend; all others are paid beside it."""
    on_demand = [line for line in lines if line.type is LineType.PAY_AS_YOU_GO]
    return DrawDown(prepaid=prepaid, on_demand=total_of(on_demand, currency=prepaid.currency))
