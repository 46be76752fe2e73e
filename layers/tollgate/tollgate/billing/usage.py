"""The usage that invoices charge for: which of it has to be known, and how it is looked up."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Protocol

from tollgate.billing.ledger import UsageLedger
from tollgate.billing.metering import meterings
from tollgate.billing.ports import UsageLedgers
from tollgate.billing.sold import Sold
from tollgate.shared.entity import Amount, Value
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope


class UsageWindow(Value):
    """A span of time in which usage of a feature is looked up."""

    feature_id: str
    period: Period


class UsedIn(Value):
    """What was used of a feature in a window, in the units of reports."""

    window: UsageWindow
    total: Amount


class Usage(Value):
    """What was used, and what of it was invoiced before."""

    used: tuple[UsedIn, ...] = ()
    ledger: UsageLedger

    def within(self, feature_id: str, period: Period) -> Decimal:
        """Return what was used of a feature in a window, zero where nothing is known; never less than zero."""
        return max(Decimal(0), self._totals.get((feature_id, period), Decimal(0)))

    @cached_property
    def _totals(self) -> dict[tuple[str, Period], Decimal]:
        return {(each.window.feature_id, each.window.period): each.total for each in self.used}


class UsageReader(Protocol):
    """Reads usage, strongly consistently."""

    def within(
        self, scope: Scope, customer_id: str, resource_id: str | None, feature_id: str, period: Period
    ) -> Decimal:
        """Return what was used of a feature in a window."""
        ...

    def of_windows(
        self, scope: Scope, customer_id: str, resource_id: str | None, feature_id: str, windows: Sequence[Period]
    ) -> tuple[Decimal, ...]:
        """Return what was used of a feature in each of these windows, as `within` would."""
        ...


def usage_needed(
    sold: Sold,
    closed: Period,
    *,
    until: datetime | None = None,
    is_final: bool = False,
    ledger: UsageLedger | None = None,
) -> tuple[UsageWindow, ...]:
    """Return the windows whose usage has to be known to charge for a billing period, up to its end or an instant in it.

    `ledger` adds those of the period before, where usage may have come in late.
    """
    known = ledger or UsageLedger(subscription_id=sold.subscription_id)
    needed = meterings(sold, closed, ledger=known, until=until or closed.end, is_final=is_final)
    windows = (UsageWindow(feature_id=each.feature_id, period=window) for each in needed for window in each.windows())
    return tuple(dict.fromkeys(windows))


def load_usage(
    scope: Scope,
    sold: Sold,
    closed: Period,
    *,
    until: datetime | None = None,
    is_final: bool = False,
    reader: UsageReader,
    ledgers: UsageLedgers,
) -> Usage:
    """Return the usage to charge for a billing period, up to its end or to an instant in it."""
    ledger = ledgers.of(scope, sold.customer_id, sold.subscription_id)
    by_feature: dict[str, list[Period]] = {}
    for window in usage_needed(sold, closed, until=until, is_final=is_final, ledger=ledger):
        by_feature.setdefault(window.feature_id, []).append(window.period)
    used = (
        UsedIn(window=UsageWindow(feature_id=feature_id, period=period), total=total)
        for feature_id, periods in by_feature.items()
        for period, total in zip(
            periods,
            reader.of_windows(scope, sold.customer_id, sold.resource_id, feature_id, periods),
            strict=True,
        )
    )
    return Usage(used=tuple(used), ledger=ledger)
