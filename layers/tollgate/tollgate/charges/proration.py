"""What part of a period costs: amounts in proportion to its seconds."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from tollgate.charges.line import Line
from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.money import Money
from tollgate.shared.period import Period

_SECOND = timedelta(seconds=1)


class ProratedLine(Value):
    """A line for the seconds that are left of its period."""

    line: Line
    seconds_left: int
    seconds: int

    @property
    def amount(self) -> Money:
        """Return the part of the line's amount, rounded half up."""
        return _share(self.line.amount, self.seconds_left, self.seconds)


class Proration(Value):
    """What a change within a period settles: the rest of what was paid for, against the rest of what is now."""

    currency: str
    credits: tuple[ProratedLine, ...]
    debits: tuple[ProratedLine, ...]

    @property
    def credit(self) -> Money:
        """Return what the unused rest of the former charges is worth."""
        return self._sum(self.credits)

    @property
    def debit(self) -> Money:
        """Return what the rest of the period costs now."""
        return self._sum(self.debits)

    @property
    def net(self) -> Money:
        """Return the debit less the credit."""
        return self.debit - self.credit

    @property
    def due(self) -> Money:
        """Return what is to be paid at once, never less than zero."""
        return self.net.but(amount=max(self.net.amount, Decimal(0)))

    @property
    def remaining_credit(self) -> Money:
        """Return the credit that is left for later invoices."""
        return self.due - self.net

    def _sum(self, lines: Sequence[ProratedLine]) -> Money:
        return sum((line.amount for line in lines), Money(amount=Decimal(0), currency=self.currency))


def prorate(before: Sequence[Line], after: Sequence[Line], *, period: Period, at: datetime, currency: str) -> Proration:
    """Return what a change from some charges to others settles for the rest of the period.

    Usage, overage and one-off charges are never prorated: they are paid for what was used, or once.
    """
    left, whole = _seconds_left(period, at), _seconds_left(period, period.start)

    def rest_of(lines: Sequence[Line]) -> tuple[ProratedLine, ...]:
        in_advance = (line for line in lines if line.price.is_recurring_in_advance)
        return tuple(ProratedLine(line=line, seconds_left=left, seconds=whole) for line in in_advance)

    return Proration(currency=currency, credits=rest_of(before), debits=rest_of(after))


def remaining(amount: Money, *, period: Period, at: datetime) -> Money:
    """Return the part of a period's amount that belongs to the time from an instant in it to its end."""
    return _share(amount, _seconds_left(period, at), _seconds_left(period, period.start))


def split(amount: Money, *, period: Period, cuts: Sequence[datetime]) -> tuple[Money, ...]:
    """Return a period's amount in the parts that the instants cut it into; they add up to the rounded whole.

    Each part is the difference of two remainders, so that a credit given at a cut is what the later parts cost.
    """
    remainders = [remaining(amount, period=period, at=at) for at in (period.start, *sorted(cuts), period.end)]
    return tuple(earlier - later for earlier, later in pairwise(remainders))


def _share(amount: Money, seconds_left: int, seconds: int) -> Money:
    # The product is exact, and the quotient is cut so far behind the minor unit that no half is met or missed by it:
    # it has 28 digits, of which an amount takes 16, and is a multiple of one over the seconds of a year at most.
    return amount.but(amount=amount.rounded().amount * seconds_left / seconds).rounded()


def _seconds_left(period: Period, at: datetime) -> int:
    if not period.start <= at <= period.end:
        raise InvalidInput("The instant lies in the billing period that is prorated", field="prorationDate")
    return (period.end - at) // _SECOND
