"""What a coupon takes off, and the tax on what is left. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import accumulate, pairwise

from tollgate.billing.invoice import InvoiceDraft, InvoiceLine, nothing
from tollgate.billing.ledger import UsageLedger
from tollgate.billing.sold import Sold
from tollgate.charges.discount import AmountsOff, Discount, PercentOff
from tollgate.charges.proration import remaining
from tollgate.shared.money import Money
from tollgate.shared.period import Period


def draft_of(
    sold: Sold,
    lines: Sequence[InvoiceLine],
    *,
    at: datetime,
    period: Period | None = None,
    ledger: UsageLedger | None = None,
) -> InvoiceDraft:
    """Return the draft of an invoice: its lines, what the coupon takes off them, and the tax on what is left.

    Prorations bring their discount and their tax with them; the coupon of the day is for all other lines.
    """
    subtotal = _sum(sold, (line.amount for line in lines))
    others = [line for line in lines if line.discount is None]
    off = _taken_off(sold, _sum(sold, (line.amount for line in others)), at=at)
    settled = _sum(sold, (line.discount for line in lines if line.discount is not None))
    discount, coupon = off + settled, sold.discount
    return InvoiceDraft(
        currency=sold.currency,
        lines=tuple(lines),
        subtotal=subtotal,
        discount=discount,
        tax=_tax(sold, lines, off),
        coupon_id=coupon.coupon_id if coupon is not None and discount.amount else None,
        coupon_name=coupon.name if coupon is not None and discount.amount else None,
        tax_percentage=sold.tax_percentage,
        period=period,
        ledger=ledger,
    )


def prorated_discount(
    sold: Sold, lines: Sequence[InvoiceLine], *, full: Money, period: Period, since: datetime, at: datetime
) -> Money:
    """Return what a coupon takes off parts of a period's charges, `full` being what all of the period would cost.

    It applies where it was in force at any time from `since` to `at`. A share is taken off the parts, a fixed amount
    is for the whole period and taken off in proportion.
    """
    applied = sold.discount
    if applied is None or not _was_in_force(applied.discount, since, at):
        return nothing(sold.currency)
    match applied.discount.reduction:
        case PercentOff() as share:
            return share.on(_sum(sold, (line.amount for line in lines)))
        case AmountsOff() as fixed:
            off = fixed.on(full) if _has_amount(fixed, sold.currency) else nothing(sold.currency)
            return remaining(off, period=period, at=at)


def allocated(total: Money, amounts: Sequence[Money]) -> tuple[Money, ...]:
    """Return a sum in parts in proportion to some amounts; the parts add up to it."""
    whole = sum((each.amount for each in amounts), Decimal(0))
    if not whole:
        return tuple(total if not index else total.but(amount=Decimal(0)) for index, _ in enumerate(amounts))
    reached = accumulate((each.amount for each in amounts), initial=Decimal(0))
    shares = [total.but(amount=total.amount * part / whole).rounded() for part in reached]
    return tuple(later - earlier for earlier, later in pairwise(shares))


def _was_in_force(discount: Discount, since: datetime, at: datetime) -> bool:
    return discount.starts_at <= at and (discount.ends_at is None or discount.ends_at > since)


def _taken_off(sold: Sold, subtotal: Money, *, at: datetime) -> Money:
    applied = sold.discount
    if applied is None:
        return nothing(sold.currency)
    reduction = applied.discount.reduction
    if isinstance(reduction, AmountsOff) and not _has_amount(reduction, sold.currency):
        return nothing(sold.currency)
    return applied.discount.on(subtotal, at=at)


def _has_amount(fixed: AmountsOff, currency: str) -> bool:
    return any(each.currency == currency for each in fixed.amounts)


def _tax(sold: Sold, lines: Sequence[InvoiceLine], off: Money) -> Money:
    """Return the tax, rounded once for each rate there is: a credit gives back what was paid at the rate of then."""
    today = sold.tax_percentage or Decimal(0)
    bases = {today: -off.amount}
    for line in lines:
        rate = today if line.tax_percentage is None else line.tax_percentage
        base = line.amount.amount - (line.discount.amount if line.discount is not None else Decimal(0))
        bases[rate] = bases.get(rate, Decimal(0)) + base
    taxes = (Money(amount=base * rate / 100, currency=sold.currency).rounded() for rate, base in bases.items())
    return _sum(sold, taxes)


def _sum(sold: Sold, amounts: Iterable[Money]) -> Money:
    return sum(amounts, nothing(sold.currency))
