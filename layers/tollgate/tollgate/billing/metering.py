"""What usage has to be known to charge for a billing period: spans of charges, and the windows in them. Pure.

Usage is kept by the hour, and an hour belongs to the window that holds its start: windows that meet lose nothing of it
and share nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tollgate.billing.ledger import ChargedUsage, UsageLedger
from tollgate.billing.sold import Sold, SoldItem
from tollgate.billing.windows import Resets
from tollgate.shared.period import Period
from tollgate.shared.reset_windows import ALL_TIME

_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Metering:
    """The usage of one charge that is charged together, up to an instant; `is_late` where its time is over.

    A span is a billing period, or a window that is longer than one.
    """

    item: SoldItem
    resets: Resets
    span: Period
    period: Period
    until: datetime
    is_final: bool = False
    is_late: bool = False

    @property
    def feature_id(self) -> str:
        """Return whose usage it is."""
        return self.item.price.feature_id or ""

    @property
    def key(self) -> tuple[tuple[str, str, str, bool], Period]:
        """Return what the ledger knows it by."""
        return self.item.charge, self.span

    def windows(self) -> tuple[Period, ...]:
        """Return the windows whose usage is priced one by one. A level has been building up from the beginning."""
        if self.item.is_level:
            return (Period(start=ALL_TIME.start, end=self.until),)
        if self.resets.outlasts(self.period):
            end = min(self.until, self.span.end)
            return (Period(start=self.span.start, end=end),) if self.span.start < end else ()
        return tuple(self._resetting())

    def _resetting(self) -> Iterator[Period]:
        for window in self.resets.overlapping(Period(start=self.period.start, end=self.until)):
            # One that goes on after the billing period is charged with the next one, unless there is none.
            if window.end <= self.period.end or self.is_final:
                start, end = max(window.start, self.span.start), min(window.end, self.until)
                if start < end:
                    yield Period(start=start, end=end)


def meterings(
    sold: Sold, closed: Period, *, ledger: UsageLedger, until: datetime, is_final: bool = False
) -> tuple[Metering, ...]:
    """Return what is charged for a billing period's usage up to an instant, and what may have come in late before it.

    With `is_final` the charges end there: also the usage of windows that would have gone on is charged.
    """
    current = tuple(each for item in sold.measured() for each in _of_item(item, sold, closed, ledger, until, is_final))
    known = {each.key for each in current}
    late = (
        _again(each, sold)
        for each in ledger.charged
        if each.key not in known and (each.is_final or each.span.end <= until)
    )
    return (*late, *current)


def _of_item(
    item: SoldItem, sold: Sold, closed: Period, ledger: UsageLedger, until: datetime, is_final: bool
) -> Iterator[Metering]:
    resets = _resets(item, sold, closed)
    earliest = _earliest(item, sold, closed, ledger)

    def metering(start: datetime, end: datetime) -> Metering:
        return Metering(item, resets, Period(start=start, end=end), closed, until, is_final)

    starts_here = earliest > closed.start - _HOUR
    if item.is_level or (resets.reset_period is None and not item.is_overage):
        yield metering(earliest if starts_here else closed.start, closed.end)
        return
    windows = resets.overlapping(Period(start=closed.start, end=until))
    if not resets.outlasts(closed):
        first = next(windows, None)
        if first is not None:
            yield metering(max(first.start, earliest), closed.end)
        return
    for window in windows:
        if earliest < min(window.end, until):
            yield metering(max(window.start, earliest), window.end)


def _again(charged: ChargedUsage, sold: Sold) -> Metering:
    until = charged.until if charged.is_final else max(charged.span.end, charged.period.end)
    resets = _resets(charged.item, sold, charged.period)
    return Metering(charged.item, resets, charged.span, charged.period, until, is_final=charged.is_final, is_late=True)


def _resets(item: SoldItem, sold: Sold, closed: Period) -> Resets:
    return Resets.of(item, sold.usage_anchor or sold.charged_from or closed.start)


def _earliest(item: SoldItem, sold: Sold, closed: Period, ledger: UsageLedger) -> datetime:
    """Return the instant before which no usage is charged by this item: it was free, or another's, or is charged."""
    ended = (
        each.until
        for each in ledger.charged
        if each.is_final and each.item.charge == item.charge and each.until >= closed.start
    )
    return max(filter(None, (sold.charged_from, item.since, *ended)), default=ALL_TIME.start)
