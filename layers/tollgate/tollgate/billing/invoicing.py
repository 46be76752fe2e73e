"""What is invoiced when: at the start of a subscription, at a change, at each renewal and at the end. Pure."""

from datetime import datetime

from tollgate.billing.advance import change_lines, credit_lines, one_off_lines, recurring_lines
from tollgate.billing.arrears import accrued
from tollgate.billing.discounting import draft_of
from tollgate.billing.invoice import InvoiceDraft, InvoiceLine
from tollgate.billing.ledger import UsageLedger
from tollgate.billing.sold import Sold, SoldItem
from tollgate.billing.spending import repaid
from tollgate.billing.usage import Usage
from tollgate.shared.period import Period


def opening(sold: Sold, *, period: Period | None, at: datetime) -> InvoiceDraft:
    """Return what is due at the start: everything in advance for the period, and what is paid once."""
    recurring = recurring_lines(sold, period) if period is not None else ()
    return draft_of(sold, (*recurring, *one_off_lines(sold)), at=at, period=period)


def changed(before: Sold, after: Sold, *, period: Period, at: datetime, usage: Usage | None = None) -> InvoiceDraft:
    """Return what a change within a period settles: the rest of what was paid for, against the rest of what is now.

    Below zero it is a credit. With the `usage` of the period up to the instant, usage that was charged differently
    before the change, or is not charged any more, is settled too, and a minimum spend is known as it changed.
    """
    changes = change_lines(before, after, period=period, at=at)
    used, ledger = _settled(_ending(before, after), usage, changes, period=period, at=at)
    lines = (*used, *changes, *one_off_lines(after, before=before))
    return draft_of(after, lines, at=at, period=period, ledger=ledger)


def unprorated(before: Sold, after: Sold, *, period: Period, at: datetime, usage: Usage) -> InvoiceDraft:
    """Return what a change settles where the rest of the period is left as it is: usage, and what is paid once."""
    used, ledger = accrued(_ending(before, after), usage=usage, closed=period, until=at, is_final=True)
    lines = (*used, *one_off_lines(after, before=before))
    return draft_of(after, lines, at=at, period=period, ledger=_news(usage, ledger))


def restarted(
    before: Sold,
    after: Sold,
    *,
    former_period: Period,
    period: Period,
    at: datetime,
    usage: Usage | None = None,
) -> InvoiceDraft:
    """Return what a new billing cycle settles: the rest of the former period is credited, the new one charged whole.

    `usage` of the former period up to the instant is charged with it; without it, it is not charged at all.
    """
    credits = credit_lines(before, period=former_period, at=at)
    used, ledger = _settled(before, usage, credits, period=former_period, at=at)
    lines = (*used, *credits, *recurring_lines(after, period), *one_off_lines(after, before=before))
    return draft_of(after, lines, at=at, period=period, ledger=ledger)


def renewal(
    sold: Sold,
    *,
    usage: Usage,
    closed: Period,
    period: Period | None,
    at: datetime,
    carried: tuple[InvoiceLine, ...] = (),
) -> InvoiceDraft:
    """Return what is due when a billing period follows another: what was used, what comes, what was carried over."""
    used, ledger = accrued(sold, usage=usage, closed=closed, until=closed.end)
    advance = recurring_lines(sold, period) if period is not None else ()
    return draft_of(
        sold, (*used, *advance, *carried), at=at, period=period or closed, ledger=_news(usage, ledger.after(closed))
    )


def closing(
    sold: Sold,
    *,
    usage: Usage,
    period: Period,
    at: datetime,
    is_prorated: bool,
    carried: tuple[InvoiceLine, ...] = (),
) -> InvoiceDraft:
    """Return the final invoice: what was used and, if prorated, credit for the unused rest of the period."""
    credits = credit_lines(sold, period=period, at=at) if is_prorated else ()
    used, ledger = _settled(sold, usage, credits, period=period, at=at)
    return draft_of(sold, (*used, *credits, *carried), at=at, period=period, ledger=ledger)


def arrears(sold: Sold, *, usage: Usage, closed: Period, at: datetime) -> InvoiceDraft:
    """Return what usage of a period costs that was not invoiced before, up to an instant in it or to its end."""
    used, ledger = accrued(sold, usage=usage, closed=closed, until=min(at, closed.end))
    return draft_of(sold, used, at=at, period=closed, ledger=_news(usage, ledger))


def leaving(sold: Sold, *, usage: Usage, period: Period, until: datetime) -> InvoiceDraft:
    """Return what usage up to an instant costs whose counters are left behind there: they are not looked at again."""
    used, ledger = accrued(sold, usage=usage, closed=period, until=until, is_final=True)
    return draft_of(sold, used, at=until, period=period, ledger=ledger.but(charged=()))


def _settled(
    sold: Sold, usage: Usage | None, changes: tuple[InvoiceLine, ...], *, period: Period, at: datetime
) -> tuple[tuple[InvoiceLine, ...], UsageLedger | None]:
    """Return what usage costs that ends at an instant, and what a minimum spend covers that changes there."""
    if usage is None:
        return (), None
    used, ledger = accrued(sold, usage=usage, closed=period, until=at, is_final=True)
    covered = repaid(sold, ledger, changes=changes, period=period)
    return (*used, *covered.lines), _news(usage, covered.ledger)


def _news(usage: Usage, ledger: UsageLedger) -> UsageLedger | None:
    """Return the ledger, None where it says what it said before, so that it need not be stored."""
    return ledger if ledger != usage.ledger else None


def _ending(before: Sold, after: Sold) -> Sold:
    """Return what was sold without the usage that goes on to be charged the same way.

    Of overage and of a level only what stands at the end counts, so that a change of price cuts nothing there.
    """
    kept = set(map(_charged_by, after.measured()))
    ending = (each for each in before.items if not each.is_measured or _charged_by(each) not in kept)
    return before.but(items=tuple(ending))


def _charged_by(item: SoldItem) -> tuple[object, ...]:
    return item.charge, None if item.is_overage or item.is_level else item.price.unidentified
