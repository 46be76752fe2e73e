"""What recording measurements changes: their buckets, and the counter, added to or replaced. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from tollgate.catalog.unit_transformation import UnitTransformation, in_sold_units
from tollgate.charges.price import CreditRate
from tollgate.entitlements.counter import NOTHING, Counter, CounterKey, known_total
from tollgate.entitlements.windows import ResetSchedule, bucket_start
from tollgate.governance.budget import Budget, BudgetChange, Counted
from tollgate.shared.period import Period, start_of_hour
from tollgate.usage.burning import Burning
from tollgate.usage.errors import LimitExceeded, UsageOutOfRange
from tollgate.usage.measurement import LARGEST_WHOLE, Measurement, UpdateBehavior

Buckets = Mapping[datetime, Decimal]


@dataclass(frozen=True)
class Entry:
    """A measurement, where it stands in the request, the counter it belongs to and that counter's schedule.

    Counters and measurements are in the units of reports; `unit_transformation` leads to those of the limit. `limit`,
    in those of reports, is what the usage must not exceed by it; `is_enforced` that this was asked for. `rate` is what
    the usage burns of credits, and `budgets` are those of the entities that it is attributed to.
    """

    index: int
    measurement: Measurement
    key: CounterKey
    schedule: ResetSchedule
    cuts: tuple[datetime, ...] = ()
    unit_transformation: UnitTransformation | None = None
    is_enforced: bool = False
    limit: Decimal | None = None
    rate: CreditRate | None = None
    budgets: tuple[Budget, ...] = ()


class BucketChange(NamedTuple):
    """What is added to a bucket; with dimensions, to the bucket of this combination."""

    key: CounterKey
    start: datetime
    dimensions: str | None
    amount: Decimal
    measurements: int


@dataclass(frozen=True)
class Addition:
    """An amount for a counter that still counts this period. It commutes: others may add at the same time.

    `unset_since`, where given, is an instant after which there must not have been a SET, and `at_most` what the total
    may be before, so that no limit is exceeded after.
    """

    key: CounterKey
    counter: Counter
    amount: Decimal
    unset_since: datetime | None = None
    at_most: Decimal | None = None


@dataclass(frozen=True)
class Replacement:
    """A counter written anew, provided that nothing touched it since version `seen`; None is a first counter."""

    key: CounterKey
    counter: Counter
    seen: int | None


CounterChange = Addition | Replacement
"""`counter` is in both the counter as it is after the change, others' changes aside."""


@dataclass(frozen=True)
class Recording:
    """What one transaction writes. `burning_ids` are the measurements that burn credits, whose order `burning` has."""

    measurements: tuple[Measurement, ...]
    counters: tuple[CounterChange, ...]
    buckets: tuple[BucketChange, ...]
    burning: Burning | None = None
    burning_ids: frozenset[str] = frozenset()
    budgets: tuple[BudgetChange, ...] = ()

    @property
    def size(self) -> int:
        """Return how many items it is."""
        own = len(self.measurements) + len(self.counters) + len(self.buckets) + len(self.budgets)
        return own + (self.burning.size if self.burning is not None else 0)


@dataclass(frozen=True)
class Refusal:
    """Why nothing was written: measurements recorded before, by id with their first report, or counters that moved."""

    duplicates: Mapping[str, Measurement] = field(default_factory=dict)
    is_stale: bool = False


def buckets_needed(counter: Counter | None, entries: Sequence[Entry], now: datetime) -> Period | None:
    """Return the span whose buckets have to be known to record entries of one counter, None where none have to be.

    A counter whose schedule changed is rebuilt from them, and a SET for an earlier instant counts up to its hour.
    """
    schedule = entries[0].schedule
    period = schedule.period_at(now)
    dated_sets = [
        schedule.period_at(entry.measurement.timestamp)
        for entry in entries
        if entry.measurement.is_dated and entry.measurement.update_behavior is UpdateBehavior.SET
    ]
    if known_total(counter, period) is not None and not dated_sets:
        return None
    return Period(start=min(each.start for each in (period, *dated_sets)), end=period.end)


def plan_counter(
    counter: Counter | None, entries: Sequence[Entry], buckets: Buckets | None, *, now: datetime
) -> tuple[CounterChange, list[BucketChange], list[Decimal]]:
    """Return what entries of one counter change, in their order, and the difference that each makes.

    Whatever is recorded keeps this true: the total is the sum of the buckets of the counter's period. Every change
    touches the counter, late measurements too, so that nobody rebuilds it from buckets that are about to change.
    Raises `UsageOutOfRange`, and `LimitExceeded` for an entry that enforces a limit which its increase would exceed.
    """
    change, bucket_changes, amounts, _ = plan_counted(counter, entries, buckets, now=now)
    return change, bucket_changes, amounts


def plan_counted(
    counter: Counter | None, entries: Sequence[Entry], buckets: Buckets | None, *, now: datetime
) -> tuple[CounterChange, list[BucketChange], list[Decimal], list[Counted]]:
    """Return the same, and what counts in budgets: of a SET the difference it makes, of what is history nothing."""
    tally = _Tally(counter, entries[0], buckets, now)
    for entry in entries:
        tally.count(entry)
    return tally.change(), tally.bucket_changes(), tally.amounts, tally.counted


class _Tally:
    """Counts measurements one after the other, on top of what is stored."""

    def __init__(self, counter: Counter | None, like: Entry, buckets: Buckets | None, now: datetime) -> None:
        self._seen, self._like, self._stored, self._now = counter, like, buckets or {}, now
        self._changes: dict[tuple[datetime, str | None], tuple[Decimal, int]] = {}
        self._period = like.schedule.period_at(now)
        known = known_total(counter, self._period)
        self._start = self._sum(self._period.start, self._period.end) if known is None else known
        self._total = self._start
        self._set_at = counter.set_at if counter is not None else None
        # What a meter keeps of values that do not add up is never added to blindly.
        self._is_commutative = counter is not None and counter.period == self._period and counter.tally is None
        self._oldest_dated: datetime | None = None
        self._at_most: Decimal | None = None
        self.amounts: list[Decimal] = []
        self.counted: list[Counted] = []

    def count(self, entry: Entry) -> None:
        """Add one measurement."""
        measurement, moment = entry.measurement, entry.measurement.timestamp
        is_set = measurement.update_behavior is UpdateBehavior.SET
        period = entry.schedule.period_at(moment)
        amount = measurement.value - self._total_before(measurement, period) if is_set else measurement.value
        self.amounts.append(amount)
        self._add(measurement, moment, amount, 1)
        later_set = self._later_set(measurement)
        if later_set is not None and period.holds(later_set):
            # The later SET said what the total is: this is history, and the SET's own difference makes up for it.
            self._add(measurement, later_set, -amount, 0)
        else:
            self.counted += [Counted(budget, moment, amount) for budget in entry.budgets]
            if period == self._period:
                self._total += amount
                if amount > 0:
                    self._enforce(entry, before=self._total - amount)
        if is_set:
            self._set_at = max(moment, self._set_at or moment)
        if is_set or later_set is not None:
            self._is_commutative = False
        if measurement.is_dated:
            self._oldest_dated = min(moment, self._oldest_dated or moment)
        if abs(self._total) > LARGEST_WHOLE:
            raise UsageOutOfRange.at(entry.index)

    def _enforce(self, entry: Entry, *, before: Decimal) -> None:
        if entry.limit is None:
            return
        if self._total > entry.limit:
            used = in_sold_units(max(before, NOTHING), entry.unit_transformation)
            limit = in_sold_units(entry.limit, entry.unit_transformation)
            raise LimitExceeded.at(entry.index, entry.key.feature_id, used=used, limit=limit)
        room = entry.limit - (self._total - self._start)
        self._at_most = room if self._at_most is None else min(room, self._at_most)

    def change(self) -> CounterChange:
        """Return the change of the counter."""
        key, seen, amount = self._like.key, self._seen, self._total - self._start
        if seen is None:
            first = Counter(
                period=self._period, total=self._total, version=1, set_at=self._set_at, updated_at=self._now
            )
            return Replacement(key, first, None)
        touched_at = max(self._now, seen.updated_at)
        moved = seen.but(version=seen.version + 1, set_at=self._set_at, updated_at=touched_at)
        if self._is_commutative:
            after = moved.but(total=seen.total + amount)
            return Addition(key, after, amount, self._oldest_dated, self._at_most)
        if self._period.end <= max(seen.period.start, seen.updated_at):
            # Another clock is ahead and has passed this period's end: going back to it would lose what came since.
            kept = sum((each for (at, _), (each, _) in self._changes.items() if seen.period.holds(at)), NOTHING)
            return Replacement(key, moved.but(total=seen.total + kept), seen.version)
        return Replacement(key, moved.but(period=self._period, total=self._total), seen.version)

    def bucket_changes(self) -> list[BucketChange]:
        """Return the changes of the buckets: one each, and one each per combination of dimensions."""
        changes: dict[tuple[datetime, str | None], tuple[Decimal, int]] = {}
        for (start, dimensions), (amount, count) in self._changes.items():
            for name in {None, dimensions}:
                before, counted = changes.get((start, name), (NOTHING, 0))
                changes[start, name] = (before + amount, counted + count)
        return [BucketChange(self._like.key, *place, *added) for place, added in changes.items()]

    def _later_set(self, measurement: Measurement) -> datetime | None:
        # Without a date of its own a measurement takes effect in the order it is recorded in, after every SET.
        is_earlier = measurement.is_dated and self._set_at is not None and measurement.timestamp < self._set_at
        return self._set_at if is_earlier else None

    def _total_before(self, measurement: Measurement, period: Period) -> Decimal:
        if not measurement.is_dated:
            return self._total
        return self._sum(period.start, min(start_of_hour(measurement.timestamp) + timedelta(hours=1), period.end))

    def _sum(self, start: datetime, end: datetime) -> Decimal:
        added = ((place, amount) for (place, _), (amount, _) in self._changes.items())
        return sum((amount for place, amount in (*self._stored.items(), *added) if start <= place < end), NOTHING)

    def _add(self, measurement: Measurement, moment: datetime, amount: Decimal, count: int) -> None:
        place = (bucket_start(moment, self._like.cuts), measurement.dimensions)
        before, counted = self._changes.get(place, (NOTHING, 0))
        self._changes[place] = (before + amount, counted + count)
