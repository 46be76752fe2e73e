"""Counting events in memory: the same conditions as the tables', without the tables; and what the usage ought to be."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from tests.support.clock import FixedClock
from tests.support.memory_usage import AccessAsStored, BurnsNothing
from tests.support.metering import plan, subscription_access
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.feature import Feature
from tollgate.catalog.meter import AggregationFunction
from tollgate.customers.access import Access
from tollgate.entitlements.counter import Counter, CounterKey
from tollgate.entitlements.live import LiveState
from tollgate.entitlements.tally import Tally, together
from tollgate.entitlements.windows import ResetSchedule
from tollgate.shared.period import Period, start_of_hour
from tollgate.shared.scope import Scope
from tollgate.usage.event import Event, EventIdentity
from tollgate.usage.event_metering import EventMetering
from tollgate.usage.event_ports import EventRefusal, Mark
from tollgate.usage.event_recording import EventRecording, Parts, SeenValue
from tollgate.usage.recording import Addition, CounterChange

Moment = tuple[datetime, Any]
"""When an event happened, and the value of the field that meters look at."""


@dataclass
class MemoryEvents:
    """One customer's counters, buckets, values and kept events; satisfies every port of counting events.

    `interruptions` happen, one each, before a transaction is written: another consumer is faster, or this one ends.
    """

    begun: datetime
    features: Sequence[Feature]
    entitlements: tuple[FeatureEntitlement, ...]
    counters: dict[CounterKey, Counter] = field(default_factory=dict)
    buckets: dict[tuple[CounterKey, datetime], Tally] = field(default_factory=dict)
    values: dict[SeenValue, datetime] = field(default_factory=dict)
    events: dict[Mark, Event] = field(default_factory=dict)
    interruptions: list[Callable[[], None]] = field(default_factory=list)

    def metering(self, clock: FixedClock) -> EventMetering:
        """Return the ports, all of them this."""
        return EventMetering(
            live=self,
            buckets=self,
            recorder=self,
            plans=self,  # type: ignore[arg-type]
            addons=self,  # type: ignore[arg-type]
            meters=self,
            names=self,  # type: ignore[arg-type]
            burner=BurnsNothing(),
            seen=AccessAsStored,
            clock=clock,
        )

    def of(self, scope: Scope) -> Sequence[Feature]:
        """Return the features with a meter."""
        return self.features

    def of_events(self, scope: Scope, owners: Iterable[object], wanted: Iterable[CounterKey]) -> LiveState:
        """Return everything."""
        row = subscription_access(usage_anchor=self.begun, starts_at=self.begun)
        return LiveState({("acme", None): Access(customer_id="acme", subscriptions=(row,))}, dict(self.counters))

    def many(self, scope: Scope, wanted: Iterable[object], **_: object) -> dict[object, Any]:
        """Return the plan in force under every name it is asked by."""
        return {name: plan("basic", *self.entitlements) for name in wanted}

    def tallies(self, scope: Scope, key: CounterKey, period: Period) -> dict[datetime, Tally]:
        """Return the buckets of a period."""
        found = ((start, tally) for (owner, start), tally in sorted(self.buckets.items()) if owner == key)
        return {start: tally for start, tally in found if period.holds(start)}

    def parts(self, scope: Scope, key: CounterKey, period: Period) -> dict[datetime, Parts]:
        """Return the same as what was counted by the first, and only, revision of the meter."""
        return {start: {0: tally} for start, tally in self.tallies(scope, key, period).items()}

    def remember(self, scope: Scope, names: Iterable[str]) -> None:
        """Do nothing: whoever asks here knows the names."""

    def known(self, scope: Scope, events: Iterable[Event], *, now: datetime) -> set[EventIdentity]:
        """Return which of the events are kept."""
        return {each.identity for each in events if (each.identity, "") in self.events}

    def seen(self, scope: Scope, values: Iterable[SeenValue]) -> dict[SeenValue, datetime]:
        """Return which of the values were seen."""
        return {each: self.values[each] for each in values if each in self.values}

    def record(self, scope: Scope, recording: EventRecording, *, now: datetime) -> EventRefusal | None:
        """Change everything, or nothing and say why."""
        if self.interruptions:
            self.interruptions.pop()()
        marks = [(each.event, mark) for each in recording.events for mark in each.marks or ("",)]
        known = frozenset((event.identity, mark) for event, mark in marks if (event.identity, mark) in self.events)
        is_stale = not all(self._holds(each) for each in recording.counters)
        is_stale = is_stale or any(self.values.get(each.value) != each.seen for each in recording.values)
        if known or is_stale:
            return EventRefusal(known, is_stale)
        self.events |= {(event.identity, mark): event for event, mark in marks}
        self.values |= {each.value: each.start for each in recording.values}
        for change in recording.counters:
            self.counters[change.key] = self._changed(change)
        for key, start, added, _ in recording.tallies:
            whole = self.buckets.get((key, start), Tally()).plus(added)
            self.buckets[key, start] = whole.but(lowest=added.lowest, highest=added.highest)
        return None

    def _holds(self, change: CounterChange) -> bool:
        stored = self.counters.get(change.key)
        if isinstance(change, Addition):
            return stored is not None and stored.period == change.counter.period and stored.tally is None
        return (stored.version if stored is not None else None) == change.seen

    def _changed(self, change: CounterChange) -> Counter:
        if not isinstance(change, Addition):
            return change.counter
        stored = self.counters[change.key]
        return stored.but(total=stored.total + change.amount, version=stored.version + 1)


def expected_usage(function: AggregationFunction, moments: Iterable[Moment], period: Period) -> Decimal:
    """Return what the usage of a period ought to be, made from the events themselves."""
    values = [value for at, value in moments if period.holds(at)]
    numbers = [Decimal(str(value)) for value in values]
    match function:
        case AggregationFunction.COUNT:
            return Decimal(len(values))
        case AggregationFunction.UNIQUE:
            return Decimal(len(set(values)))
        case AggregationFunction.SUM:
            return sum(numbers, Decimal(0))
        case AggregationFunction.MIN:
            return min(numbers, default=Decimal(0))
        case AggregationFunction.MAX:
            return max(numbers, default=Decimal(0))
        case _:
            average = sum(numbers, Decimal(0)) / len(numbers) if numbers else Decimal(0)
            return average.quantize(Decimal("1e-12"))


def expected_hours(
    function: AggregationFunction, moments: Iterable[Moment], schedule: ResetSchedule
) -> dict[datetime, Decimal]:
    """Return what the usage of each hour ought to be: of different values, those whose first event is in it."""
    if function is AggregationFunction.UNIQUE:
        firsts: dict[tuple[datetime, Any], datetime] = {}
        for at, value in moments:
            place = (schedule.period_at(at).start, value)
            firsts[place] = min(firsts.get(place, at), at)
        hours = [start_of_hour(at) for at in firsts.values()]
        return {hour: Decimal(hours.count(hour)) for hour in set(hours)}
    held: dict[datetime, list[Moment]] = {}
    for at, value in moments:
        held.setdefault(start_of_hour(at), []).append((at, value))
    everything = Period(
        start=datetime.min.replace(tzinfo=schedule.anchor.tzinfo),
        end=datetime.max.replace(tzinfo=schedule.anchor.tzinfo),
    )
    return {hour: expected_usage(function, found, everything) for hour, found in held.items()}


def hours_of(tallies: dict[datetime, Tally]) -> dict[datetime, Decimal]:
    """Return the usage of each hour that has one."""
    return {start: tally.usage for start, tally in tallies.items() if tally.count}


def usage_at(counter: Counter | None, tallies: dict[datetime, Tally], period: Period) -> Decimal:
    """Return the usage of a period as a check tells it."""
    if counter is None or counter.is_over_before(period):
        return Decimal(0)
    if counter.period == period:
        return counter.total
    return together(each for start, each in tallies.items() if period.holds(start)).usage
