"""What events add to counters, what has to be known of these to add it, and what is written then. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from tollgate.catalog.meter import AggregationFunction
from tollgate.catalog.unit_transformation import UnitTransformation
from tollgate.charges.price import CreditRate
from tollgate.entitlements.counter import Counter, CounterKey
from tollgate.entitlements.tally import ADDITIVE, Tally
from tollgate.entitlements.windows import ResetSchedule, bucket_start
from tollgate.governance.budget import Budget, BudgetChange
from tollgate.shared.period import Period
from tollgate.usage.burning import Burning
from tollgate.usage.event import Event, EventIdentity
from tollgate.usage.recording import CounterChange

EXTREMES = frozenset((AggregationFunction.MIN, AggregationFunction.MAX))
"""What cannot be added to a bucket without reading it."""


@dataclass(frozen=True)
class Contribution:
    """What an event adds to one counter, and that counter's schedule; a text is a value to be told from others.

    `revision` is that of the meter: what each revision counts is kept apart. `rate` is what the usage burns of
    credits, in the units that `unit_transformation` leads to; `budgets` are those it counts in too.
    """

    key: CounterKey
    schedule: ResetSchedule
    cuts: tuple[datetime, ...]
    function: AggregationFunction
    worth: Decimal | str
    revision: int = 0
    rate: CreditRate | None = None
    unit_transformation: UnitTransformation | None = None
    budgets: tuple[Budget, ...] = ()


@dataclass(frozen=True)
class CountedEvent:
    """An event, and every counter it moves: that of one feature, those of several or none.

    Where an event moves more counters than one transaction holds, `marks` names the features of this part of it; the
    event itself is recorded last.
    """

    event: Event
    contributions: tuple[Contribution, ...] = ()
    marks: tuple[str, ...] = ()


class SeenValue(NamedTuple):
    """A value within a period of a counter that counts different values, by one revision of its meter."""

    key: CounterKey
    window: Period
    value: str
    revision: int = 0


class TallyChange(NamedTuple):
    """What is added to a bucket; lowest and highest are what they are from then on."""

    key: CounterKey
    start: datetime
    added: Tally
    revision: int = 0


class SeenChange(NamedTuple):
    """A value is seen for the first time, or in an earlier bucket than `seen` had it."""

    value: SeenValue
    start: datetime
    seen: datetime | None


Parts = Mapping[int, Tally]
"""What a bucket holds, by the revision of the meter that counted it; what was reported is with the first."""


@dataclass(frozen=True)
class Known:
    """What is stored of what events are about to change. The tallies of a bucket are by revision of the meter."""

    counters: Mapping[CounterKey, Counter] = field(default_factory=dict)
    tallies: Mapping[CounterKey, Mapping[datetime, Parts]] = field(default_factory=dict)
    values: Mapping[SeenValue, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class EventRecording:
    """What one transaction writes. `uncounted` are events that would take a counter beyond what is counted exactly."""

    events: tuple[CountedEvent, ...]
    counters: tuple[CounterChange, ...] = ()
    tallies: tuple[TallyChange, ...] = ()
    values: tuple[SeenChange, ...] = ()
    uncounted: tuple[EventIdentity, ...] = ()
    burning: Burning | None = None
    budgets: tuple[BudgetChange, ...] = ()

    @property
    def size(self) -> int:
        """Return how many items it is."""
        marks = sum(len(each.marks) or 1 for each in self.events)
        along = self.burning.size if self.burning is not None else 0
        return marks + len(self.counters) + len(self.tallies) + len(self.values) + len(self.budgets) + along


class Added(NamedTuple):
    """One contribution with the instant that it counts at."""

    contribution: Contribution
    event: Event


class Increase(NamedTuple):
    """By how much a contribution raised the usage of its feature, in the units of events."""

    added: Added
    amount: Decimal


def by_counter(events: Sequence[CountedEvent]) -> dict[CounterKey, list[Added]]:
    """Return what the events add to each counter."""
    groups: dict[CounterKey, list[Added]] = {}
    for counted in events:
        for each in counted.contributions:
            groups.setdefault(each.key, []).append(Added(each, counted.event))
    return groups


def is_known(counter: Counter | None, period: Period, function: AggregationFunction) -> bool:
    """Tell whether a counter says all of a period's usage: not where its schedule or its meter changed."""
    if counter is None or counter.is_over_before(period):
        return True
    kept = counter.tally.function if counter.tally is not None else None
    return counter.period == period and (kept is None if function in ADDITIVE else kept is function)


def buckets_to_read(counter: Counter | None, group: Sequence[Added], now: datetime) -> Period | None:
    """Return the span whose buckets have to be known, None where none have to be.

    A counter whose schedule or meter changed is rebuilt from them; the lowest and the highest cannot be added blindly.
    """
    like = group[0].contribution
    period = like.schedule.period_at(now)
    is_rebuilt = not is_known(counter, period, like.function)
    starts = [bucket_of(each) for each in group] if like.function in EXTREMES else []
    if not is_rebuilt and not starts:
        return None
    first = min([*starts, period.start] if is_rebuilt else starts)
    last = period.end if is_rebuilt else max(starts) + timedelta(milliseconds=1)
    return Period(start=first, end=last)


def values_to_read(group: Sequence[Added]) -> set[SeenValue]:
    """Return the values of which it has to be known whether they were seen."""
    return {seen_value_of(each) for each in group if isinstance(each.contribution.worth, str)}


def items_of(counted: CountedEvent) -> set[object]:
    """Return what a transaction has to hold at most for an event: records, counters, buckets, values."""
    items: set[object] = {(counted.event.identity, mark) for mark in counted.marks or ("",)}
    for each in counted.contributions:
        added = Added(each, counted.event)
        items |= {each.key, (each.key, bucket_of(added)), *(budget.key for budget in each.budgets)}
        if isinstance(each.worth, str):
            # A value that was seen later before moves to this bucket from that one.
            value = seen_value_of(added)
            items |= {value, (value, "moved from")}
        if each.rate is not None:
            items.add(("burnt", each.key, bucket_of(added), counted.event.dimensions))
    return items


def mark_of(contribution: Contribution) -> str:
    """Return the mark that tells an event as counted for a feature, by a revision of its meter."""
    feature_id, revision = contribution.key.feature_id, contribution.revision
    return f"{feature_id}#{revision}" if revision else feature_id


def bucket_of(added: Added) -> datetime:
    """Return the start of the bucket that a contribution is counted in."""
    return bucket_start(added.event.timestamp, added.contribution.cuts)


def seen_value_of(added: Added) -> SeenValue:
    """Return the value that a contribution names, within the period that it counts in."""
    contribution = added.contribution
    window = contribution.schedule.period_at(added.event.timestamp)
    return SeenValue(contribution.key, window, str(contribution.worth), contribution.revision)
