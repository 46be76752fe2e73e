"""A minimum spend: what was paid of it for a billing period, and what of the usage it covers. Pure.

Whenever it or the usage changes, all that was invoiced of both comes to the larger of the two.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from tollgate.billing.describing import dates_of
from tollgate.billing.invoice import InvoiceLine, nothing
from tollgate.billing.ledger import PrepaidSpend, UsageLedger
from tollgate.billing.sold import Sold
from tollgate.charges.amounts import line_of
from tollgate.charges.line import LineType
from tollgate.charges.price import BillingModel
from tollgate.shared.money import Money
from tollgate.shared.period import Period


class Spending(NamedTuple):
    """The lines that tell what a minimum spend covers, and the ledger once they are invoiced."""

    lines: tuple[InvoiceLine, ...]
    ledger: UsageLedger


def drawn(sold: Sold, ledger: UsageLedger, *, on_demand: dict[Period, Money], closed: Period) -> Spending:
    """Return what is covered of charges on demand, given by the billing periods they belong to."""
    lines: tuple[InvoiceLine, ...] = ()
    for period, amount in on_demand.items():
        # The minimum of an earlier period is known where there was one; today's says nothing of it.
        known = _known(ledger, period, prepaid=_minimum(sold) if period == closed else nothing(sold.currency))
        moved = _moved(ledger, known, known.but(on_demand=known.on_demand + amount))
        lines, ledger = (*lines, *moved.lines), moved.ledger
    return Spending(lines, ledger)


def repaid(before: Sold, ledger: UsageLedger, *, changes: Iterable[InvoiceLine], period: Period) -> Spending:
    """Return what is covered once a change within a period gave back, or asked for, parts of a minimum spend."""
    parts = [line.amount for line in changes if line.type is LineType.MINIMUM_SPEND]
    if not parts:
        return Spending((), ledger)
    known = _known(ledger, period, prepaid=_minimum(before))
    return _moved(ledger, known, known.but(prepaid=sum(parts, known.prepaid)))


def _minimum(sold: Sold) -> Money:
    items = (item for item in sold.in_advance() if item.price.billing_model is BillingModel.MINIMUM_SPEND)
    return sum((line_of(item.price, item.charged_quantity).amount for item in items), nothing(sold.currency))


def _known(ledger: UsageLedger, period: Period, *, prepaid: Money) -> PrepaidSpend:
    spent = ledger.spend_of(period)
    if spent is not None:
        return spent
    return PrepaidSpend(period=period, prepaid=prepaid, on_demand=prepaid.but(amount=Decimal(0)))


def _moved(ledger: UsageLedger, before: PrepaidSpend, after: PrepaidSpend) -> Spending:
    covered = after.drawn - before.drawn
    line = InvoiceLine(
        type=LineType.MINIMUM_SPEND_ADJUSTMENT,
        description=f"Covered by the minimum spend ({dates_of(after.period)})",
        amount=covered.but(amount=-covered.amount),
        period=after.period,
    )
    return Spending((line,) if covered.amount else (), ledger.with_spend(after))
