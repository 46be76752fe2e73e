"""A budget: an assignment with what is used of it, and what counting more changes. Pure.

The counter states the window it counts. One whose window is over counts as zero, and whoever counts next begins the
new window. No job runs at a window's end.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from tollgate.governance.assignment import Assignment, AssignmentKey
from tollgate.governance.cadence import cadence_of, window_at
from tollgate.shared.period import Period

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Budget:
    """An assignment and its counter; `version` is the assignment's, `period` None where nothing was counted yet."""

    assignment: Assignment
    version: int
    period: Period | None = None
    used: Decimal = NOTHING
    counted_at: datetime | None = None

    @property
    def key(self) -> AssignmentKey:
        """Return what makes the assignment the same one."""
        return self.assignment.key

    def period_at(self, now: datetime) -> Period:
        """Return the window in progress; the one that is counted already, where another clock is ahead."""
        cadence = cadence_of(self.assignment.cadence)
        assert cadence is not None, "what is stored was checked"
        window = window_at(cadence, self.assignment.counts_from, now)
        return self.period if self.period is not None and self.period.start >= window.end else window

    def used_at(self, now: datetime) -> Decimal:
        """Return what is used in the window in progress; corrections may take it below zero, where it is none."""
        return max(self.used, NOTHING) if self.period == self.period_at(now) else NOTHING


class Counted(NamedTuple):
    """An amount that counts for a budget at an instant."""

    budget: Budget
    at: datetime
    amount: Decimal


@dataclass(frozen=True)
class BudgetChange:
    """An amount for a counter, provided that the assignment is still of this version and counts the period it was
    `seen` counting. Where that is another one than `period`, the new window begins with the amount."""

    key: AssignmentKey
    version: int
    period: Period
    amount: Decimal
    seen: Period | None
    at: datetime

    @property
    def begins_window(self) -> bool:
        """Tell whether the counter is to count from zero again."""
        return self.seen != self.period


def changes_of(counted: Iterable[Counted], now: Mapping[str, datetime]) -> list[BudgetChange]:
    """Return what the amounts change, each budget once; `now` is the present by customer.

    What is dated before the window in progress began counts in no budget: windows that are over are not kept.
    """
    amounts: dict[AssignmentKey, Decimal] = {}
    budgets: dict[AssignmentKey, Budget] = {}
    for budget, at, amount in counted:
        key = budget.key
        if budget.period_at(now[key.customer_id]).holds(at):
            amounts[key] = amounts.get(key, NOTHING) + amount
            budgets[key] = budget
    return [_change(budgets[key], amount, now[key.customer_id]) for key, amount in amounts.items() if amount != NOTHING]


def _change(budget: Budget, amount: Decimal, now: datetime) -> BudgetChange:
    at = max(now, budget.counted_at or now)
    return BudgetChange(budget.key, budget.version, budget.period_at(now), amount, budget.period, at)
