"""What is paid for once it was used: usage and overage, less what a minimum spend covers. Pure.

Each line is the difference between what the usage of a span costs and what of it was invoiced before, so that charging
at any time, again, or after late reports bills everything once.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

from tollgate.billing.describing import dates_of, described
from tollgate.billing.invoice import InvoiceLine, nothing
from tollgate.billing.ledger import ChargedUsage, UsageLedger
from tollgate.billing.metering import Metering, meterings
from tollgate.billing.sold import Sold, SoldItem
from tollgate.billing.spending import drawn
from tollgate.billing.usage import Usage
from tollgate.catalog.unit_transformation import UnitRounding, in_sold_units
from tollgate.charges.amounts import line_of
from tollgate.charges.line import Line, LineType
from tollgate.charges.overage import overage_line
from tollgate.shared.money import Money
from tollgate.shared.period import Period


class Accrued(NamedTuple):
    """The lines for usage, and the ledger as it is once they are invoiced."""

    lines: tuple[InvoiceLine, ...]
    ledger: UsageLedger


class _Cost(NamedTuple):
    quantity: Decimal
    amount: Money
    details: tuple[str, ...]


def accrued(sold: Sold, *, usage: Usage, closed: Period, until: datetime, is_final: bool = False) -> Accrued:
    """Return what usage of a billing period costs, up to an instant in it, that was not invoiced before.

    Where its reports came late, usage of the period before is among it, at the prices of then.
    """
    ledger, lines = usage.ledger, []
    on_demand: dict[Period, Money] = {}
    for metering in meterings(sold, closed, ledger=usage.ledger, until=until, is_final=is_final):
        line, ledger = _charged(sold, metering, usage, ledger)
        if line is None:
            continue
        lines.append(line)
        if line.type is LineType.PAY_AS_YOU_GO:
            on_demand[metering.period] = on_demand.get(metering.period, nothing(sold.currency)) + line.amount
    covered = drawn(sold, ledger, on_demand=on_demand, closed=closed)
    return Accrued((*lines, *covered.lines), covered.ledger)


def _charged(
    sold: Sold, metering: Metering, usage: Usage, ledger: UsageLedger
) -> tuple[InvoiceLine | None, UsageLedger]:
    before = next((each for each in ledger.charged if each.key == metering.key), None)
    cost = _cost(sold, metering, usage)
    quantity = cost.quantity - (before.usage if before is not None else Decimal(0))
    amount = cost.amount - before.amount if before is not None else cost.amount
    if not quantity and not amount.amount and not metering.is_final:
        return None, ledger
    charged = ChargedUsage(
        item=metering.item,
        span=metering.span,
        period=metering.period,
        until=metering.until,
        is_final=metering.is_final,
        usage=cost.quantity,
        amount=cost.amount,
    )
    line = _line(metering, quantity, amount, cost.details if before is None else ())
    return (line if quantity or amount.amount else None), ledger.with_charged(charged)


def _cost(sold: Sold, metering: Metering, usage: Usage) -> _Cost:
    item, windows = metering.item, metering.windows()
    costs = [_of_window(item, usage.within(metering.feature_id, window)) for window in windows]
    exact = sum((each.exact for each in costs), Decimal(0))
    parts = (part.explanation for each in costs for part in each.parts) if len(costs) == 1 else ()
    is_plain = item.price.tiers is None and item.price.block_size is None
    return _Cost(
        quantity=sum((each.quantity for each in costs), Decimal(0)),
        amount=Money(amount=exact, currency=sold.currency).rounded(),
        details=() if is_plain else tuple(parts),
    )


def _of_window(item: SoldItem, total: Decimal) -> Line:
    units = in_sold_units(total, item.unit_transformation)
    if not item.is_overage:
        return line_of(item.price, _whole(units, item), field="usage")
    if item.limit is None:
        return overage_line(item.price, usage=units, limit=None)
    return overage_line(item.price, usage=_whole(max(Decimal(0), units - item.limit), item), limit=Decimal(0))


def _whole(units: Decimal, item: SoldItem) -> Decimal:
    """Return units as they are billed: in whole ones where reports are in finer ones."""
    if item.unit_transformation is None:
        return units
    is_up = item.unit_transformation.round is UnitRounding.UP
    return units.to_integral_value(ROUND_CEILING if is_up else ROUND_FLOOR)


def _line(metering: Metering, quantity: Decimal, amount: Money, details: Sequence[str]) -> InvoiceLine:
    item, price = metering.item, metering.item.price
    what = described(item, quantity) + (" beyond the limit" if item.is_overage else "")
    late = ", reported late" if metering.is_late else ""
    paid = Period(start=metering.period.start, end=min(metering.until, metering.period.end))
    return InvoiceLine(
        type=LineType.OVERAGE if item.is_overage else LineType.PAY_AS_YOU_GO,
        description=f"{what}{late} ({dates_of(paid)})",
        amount=amount,
        quantity=quantity,
        unit_price=price.price.amount if price.price is not None and price.block_size is None else None,
        period=paid,
        package_id=item.package_id,
        price_id=price.id,
        feature_id=price.feature_id,
        details=tuple(details),
    )
