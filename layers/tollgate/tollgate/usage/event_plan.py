"""What events change in the counters of meters: their buckets, the values seen, and the counter itself. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from tollgate.catalog.meter import AggregationFunction
from tollgate.entitlements.counter import Counter, CounterKey
from tollgate.entitlements.tally import ADDITIVE, Tally, together
from tollgate.governance.budget import Counted, changes_of
from tollgate.shared.period import Period
from tollgate.usage.event import EventIdentity
from tollgate.usage.event_recording import (
    EXTREMES,
    Added,
    CountedEvent,
    EventRecording,
    Increase,
    Known,
    SeenChange,
    SeenValue,
    TallyChange,
    bucket_of,
    by_counter,
    is_known,
    seen_value_of,
    values_to_read,
)
from tollgate.usage.measurement import LARGEST_WHOLE
from tollgate.usage.recording import Addition, CounterChange, Replacement

_NOTHING, _ONE = Decimal(0), Decimal(1)


def plan_events(
    events: Sequence[CountedEvent], known: Known, now: Mapping[CounterKey, datetime]
) -> tuple[EventRecording, list[Increase]]:
    """Return what recording these events changes, and by how much each raises the usage of features that burn credits.

    Whatever is recorded keeps this true: the total is what the buckets of the counter's period come to. Everything
    that moves a bucket touches its counter, so that nobody rebuilds it from buckets that are about to change.
    """
    plans = [
        _Plan(known.counters.get(key), group, known, now[key]).counted() for key, group in by_counter(events).items()
    ]
    counted = [each for plan in plans for each in plan.in_budgets]
    present = {key.customer_id: moment for key, moment in now.items()}
    recording = EventRecording(
        tuple(events),
        tuple(plan.change() for plan in plans if plan.moves),
        tuple(change for plan in plans for change in plan.tally_changes()),
        tuple(change for plan in plans for change in plan.value_changes()),
        tuple(each for plan in plans for each in plan.uncounted),
        budgets=tuple(changes_of(counted, present)),
    )
    return recording, [each for plan in plans for each in plan.increases]


class _Plan:
    """Counts what events add to one counter, on top of what is stored."""

    def __init__(self, counter: Counter | None, group: Sequence[Added], known: Known, now: datetime) -> None:
        self._seen, self._group, self._now = counter, group, now
        self._like = group[0].contribution
        self._stored = known.tallies.get(self._like.key, {})
        self._values = {each: known.values.get(each) for each in values_to_read(group)}
        self._known_values = dict(self._values)
        self._period = self._like.schedule.period_at(now)
        self._start = self._tally_at_start()
        self._total = self._start.total
        self._buckets: dict[datetime, Tally] = {}
        self._whole = self._start
        self.uncounted: list[EventIdentity] = []
        self.increases: list[Increase] = []
        self.in_budgets: list[Counted] = []

    def counted(self) -> "_Plan":
        """Count everything."""
        for each in self._group:
            worth = each.contribution.worth
            if isinstance(worth, str):
                is_new = self._count_value(seen_value_of(each), bucket_of(each))
                self._rise(each, _ONE if is_new else _NOTHING)
            elif self._fits(each, worth):
                self._add(bucket_of(each), self._one(worth))
                self._rise(each, self._growth(each, worth))
                budgets = each.contribution.budgets if self._is_additive else ()
                self.in_budgets += [Counted(budget, each.event.timestamp, worth) for budget in budgets]
            else:
                self.uncounted.append(each.event.identity)
        return self

    def _rise(self, added: Added, amount: Decimal) -> None:
        if added.contribution.rate is not None:
            self.increases.append(Increase(added, amount))

    def _growth(self, added: Added, worth: Decimal) -> Decimal:
        """Return what a value adds to the usage: itself, or what the aggregate grew by in the present period."""
        if self._is_additive:
            return worth
        if added.contribution.rate is None or not self._period.holds(bucket_of(added)):
            return _NOTHING
        before, self._whole = self._whole, self._whole.plus(self._one(worth))
        return max(self._whole.usage - before.usage, _NOTHING)

    @property
    def moves(self) -> bool:
        """Tell whether anything is to be written: values that were seen already change nothing."""
        return bool(self._buckets)

    def change(self) -> CounterChange:
        """Return the change of the counter."""
        key, seen = self._like.key, self._seen
        whole = self._start.plus(self._added_in(self._period))
        if seen is None:
            fresh = Counter(period=self._period, total=whole.usage, version=1, updated_at=self._now)
            return Replacement(key, fresh.but(tally=self._kept(whole)), None)
        moved = seen.but(
            version=seen.version + 1, updated_at=max(self._now, seen.updated_at), is_mixed=self._is_mixed(seen)
        )
        if self._is_additive and seen.period == self._period and seen.tally is None:
            amount = self._added_in(self._period).total
            return Addition(key, moved.but(total=seen.total + amount), amount)
        period = self._period
        if period.end <= max(seen.period.start, seen.updated_at):
            # Another clock is ahead and has passed this period's end: going back to it would lose what came since.
            period = seen.period
            before = seen.tally or Tally(function=self._like.function, total=seen.total)
            whole = before.plus(self._added_in(period))
        return Replacement(key, moved.but(period=period, total=whole.usage, tally=self._kept(whole)), seen.version)

    def tally_changes(self) -> list[TallyChange]:
        """Return the changes of the buckets."""
        changed = ((start, each) for start, each in self._buckets.items() if each.count or each.total)
        like = self._like
        return [TallyChange(like.key, start, self._bounded(start, each), like.revision) for start, each in changed]

    def value_changes(self) -> list[SeenChange]:
        """Return the values that are new, or were seen earlier than was known."""
        firsts = ((value, start, self._known_values[value]) for value, start in self._values.items())
        return [SeenChange(value, start, seen) for value, start, seen in firsts if start is not None and start != seen]

    def _is_mixed(self, seen: Counter) -> bool:
        """Tell whether values were told apart over other periods than now, in hours that count in this one."""
        if seen.period == self._period or seen.is_over_before(self._period):
            return seen.is_mixed and seen.period == self._period
        return self._like.function is AggregationFunction.UNIQUE

    @property
    def _is_additive(self) -> bool:
        return self._like.function in ADDITIVE

    def _tally_at_start(self) -> Tally:
        counter, function = self._seen, self._like.function
        if counter is None or counter.is_over_before(self._period):
            return Tally(function=function)
        if is_known(counter, self._period, function):
            return counter.tally or Tally(function=function, total=counter.total)
        parts = (each for start, each in self._stored.items() if self._period.holds(start))
        whole = together(part for each in parts for _, part in sorted(each.items()))
        return whole.but(function=function)

    def _kept(self, whole: Tally) -> Tally | None:
        return None if self._is_additive else whole

    def _one(self, worth: Decimal) -> Tally:
        # Only what needs them keeps the extremes: they cost reading the bucket first.
        bound = worth if self._like.function in EXTREMES else None
        return Tally(function=self._like.function, count=1, total=worth, lowest=bound, highest=bound)

    def _bounded(self, start: datetime, added: Tally) -> Tally:
        stored = self._stored.get(start, {}).get(self._like.revision, Tally())
        whole = stored.plus(added)
        return added.but(lowest=whole.lowest, highest=whole.highest) if added.lowest is not None else added

    def _fits(self, each: Added, worth: Decimal) -> bool:
        counts_now = self._is_additive and self._period.holds(bucket_of(each))
        return not counts_now or abs(self._total + worth) <= LARGEST_WHOLE

    def _added_in(self, period: Period) -> Tally:
        none = Tally(function=self._like.function)
        return none.plus(together(each for start, each in sorted(self._buckets.items()) if period.holds(start)))

    def _count_value(self, value: SeenValue, start: datetime) -> bool:
        first = self._values[value]
        if first is not None and first <= start:
            return False
        if first is not None:
            self._add(first, self._one(-_ONE).but(count=-1))
        self._add(start, self._one(_ONE))
        self._values[value] = start
        return first is None

    def _add(self, start: datetime, tally: Tally) -> None:
        before = self._buckets.get(start)
        self._buckets[start] = tally if before is None else before.plus(tally)
        if self._period.holds(start):
            self._total += tally.total
