"""What is paid before it is used: at the start of a period, in part at a change, or once. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from tollgate.billing.describing import dates_of, described
from tollgate.billing.discounting import allocated, prorated_discount
from tollgate.billing.invoice import InvoiceLine, nothing
from tollgate.billing.sold import Sold, SoldItem
from tollgate.charges.amounts import line_of
from tollgate.charges.line import LineType
from tollgate.charges.price import BillingModel
from tollgate.charges.proration import remaining
from tollgate.shared.money import Money
from tollgate.shared.period import Period

_REST, _UNUSED = "Rest of the period", "Unused time"


def recurring_lines(sold: Sold, period: Period) -> tuple[InvoiceLine, ...]:
    """Return what is paid at the start of a billing period."""
    return tuple(_line(item, period) for item in sold.in_advance())


def one_off_lines(sold: Sold, *, before: Sold | None = None) -> tuple[InvoiceLine, ...]:
    """Return what is paid once, for as much of it as was not paid before."""
    paid: Counter[tuple[str, str, str, bool]] = Counter()
    for item in before.one_off() if before is not None else ():
        paid[item.charge] += int(item.charged_quantity)
    added = (item.but(quantity=item.quantity - paid[item.charge]) for item in sold.one_off())
    return tuple(_line(item, None) for item in added if item.charged_quantity > 0)


def credit_lines(sold: Sold, *, period: Period, at: datetime) -> tuple[InvoiceLine, ...]:
    """Return, below zero, what the unused rest of a period is worth of what was paid for it; at its end nothing."""
    if at >= period.end:
        return ()
    lines = _prorated(sold, sold.in_advance(), period=period, at=at)
    off = prorated_discount(sold, lines, full=_full(sold), period=period, since=period.start, at=at)
    return tuple(map(_negative, _discounted(lines, off)))


def change_lines(before: Sold, after: Sold, *, period: Period, at: datetime) -> tuple[InvoiceLine, ...]:
    """Return what a change settles for the rest of a period: credits below zero, debits above.

    What is paid for the same way on both sides yields none. A fixed discount was taken off the period as a whole:
    what is left of it moves from the one side to the other.
    """
    same = _unchanged(before, after)
    credits = _prorated(before, _without(before.in_advance(), same), period=period, at=at)
    debits = _prorated(after, _without(after.in_advance(), same), period=period, at=at)
    returned = prorated_discount(before, credits, full=_full(before), period=period, since=period.start, at=at)
    granted = prorated_discount(after, debits, full=_full(after), period=period, since=at, at=at)
    if not credits:
        return _discounted(debits, granted - returned)
    if not debits:
        return tuple(map(_negative, _discounted(credits, returned - granted)))
    return (*map(_negative, _discounted(credits, returned)), *_discounted(debits, granted))


def _unchanged(before: Sold, after: Sold) -> tuple[SoldItem, ...]:
    """Return what is paid for the same way before and after a change, so that it settles nothing."""
    common = Counter(map(_paid_for, before.in_advance())) & Counter(map(_paid_for, after.in_advance()))
    return tuple(common.elements())


def _paid_for(item: SoldItem) -> SoldItem:
    """Return an item as far as it makes a difference to what is paid."""
    return SoldItem(
        package_id=item.package_id,
        package_name="",
        price=item.price.unidentified,
        quantity=item.charged_quantity,
    )


def _without(items: Iterable[SoldItem], but: Sequence[SoldItem]) -> tuple[SoldItem, ...]:
    left, kept = Counter(but), []
    for item in items:
        if left[_paid_for(item)]:
            left[_paid_for(item)] -= 1
        else:
            kept.append(item)
    return tuple(kept)


def _prorated(sold: Sold, items: Iterable[SoldItem], *, period: Period, at: datetime) -> tuple[InvoiceLine, ...]:
    rest = Period(start=at, end=period.end)
    return tuple(
        line.but(
            amount=remaining(line.amount, period=period, at=at),
            is_proration=True,
            description=f"{_REST}: {line.description}",
            tax_percentage=sold.tax_percentage or Decimal(0),
        )
        for line in (_line(item, rest) for item in items)
    )


def _discounted(lines: Sequence[InvoiceLine], off: Money) -> tuple[InvoiceLine, ...]:
    parts = allocated(off, [line.amount for line in lines])
    return tuple(line.but(discount=part) for line, part in zip(lines, parts, strict=True))


def _full(sold: Sold) -> Money:
    amounts = (line_of(item.price, item.charged_quantity).amount for item in sold.in_advance())
    return sum(amounts, nothing(sold.currency))


def _negative(line: InvoiceLine) -> InvoiceLine:
    off = line.discount
    return line.but(
        amount=line.amount.but(amount=-line.amount.amount),
        discount=off.but(amount=-off.amount) if off is not None else None,
        description=line.description.replace(_REST, _UNUSED, 1),
    )


def _line(item: SoldItem, period: Period | None) -> InvoiceLine:
    line, price = line_of(item.price, item.charged_quantity), item.price
    is_plain = price.tiers is None and price.block_size is None
    dates = f" ({dates_of(period)})" if period is not None else ""
    return InvoiceLine(
        type=_type_of(item, line.type),
        description=f"{described(item, item.quantity)}{dates}",
        amount=line.amount,
        quantity=item.quantity,
        unit_price=price.price.amount if is_plain and price.price is not None else None,
        period=period,
        package_id=item.package_id,
        price_id=price.id,
        feature_id=price.feature_id,
        details=() if is_plain else tuple(part.explanation for part in line.parts),
    )


def _type_of(item: SoldItem, kind: LineType) -> LineType:
    is_addon_fee = item.is_addon and item.price.billing_model is BillingModel.FLAT_FEE
    return LineType.ADDON if is_addon_fee and kind is LineType.BASE else kind
