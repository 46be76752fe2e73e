"""Record measurements exactly once: plan the transactions, and plan again what others were faster with."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tollgate.catalog.unit_transformation import in_sold_units
from tollgate.credits.burn_usage import BurntUsage, UsageBurn
from tollgate.entitlements.counter import Counter, CounterKey
from tollgate.entitlements.ports import UsageBuckets
from tollgate.governance.budget import Counted, changes_of
from tollgate.shared.errors import ConcurrentChange, InvalidInput
from tollgate.shared.scope import Scope
from tollgate.usage.burning import CreditBurner
from tollgate.usage.customer_times import CustomerTimes
from tollgate.usage.errors import LimitExceeded, PartlyRecorded
from tollgate.usage.measurement import Measurement, dimensions_of
from tollgate.usage.ports import MeasurementRecorder
from tollgate.usage.recording import BucketChange, CounterChange, Entry, Recording, buckets_needed, plan_counted

Counters = dict[CounterKey, Counter]
Reload = Callable[[Sequence[Entry]], tuple[list[Entry], Counters]]
FirstReports = dict[str, Measurement]

LARGEST_TRANSACTION = 100
LARGEST_BURNING = 70
"""What burns credits leaves room for its wallets, and for what becomes of grants."""
_ATTEMPTS = 100


@dataclass(frozen=True)
class Recorded:
    """What had been reported before, by the id of the measurement that repeats it, and what the others burnt."""

    firsts: FirstReports = field(default_factory=dict)
    burnt: dict[str, BurntUsage] = field(default_factory=dict)


@dataclass(frozen=True)
class RecordingPorts:
    """The ports that recording works with. `reload` reads again what others moved."""

    reload: Reload
    recorder: MeasurementRecorder
    buckets: UsageBuckets
    burner: CreditBurner
    times: CustomerTimes


def record_entries(scope: Scope, entries: Sequence[Entry], counters: Counters, *, ports: RecordingPorts) -> Recorded:
    """Record the entries of each counter in their order, and burn what they cost in credits with them.

    One transaction carries as many as fit; where one of them enforces a limit, it carries them all. Raises
    `LimitExceeded` for such a one, `ConcurrentChange` where others were faster again and again, and `PartlyRecorded`
    where by then something is recorded that would count again.
    """
    firsts, unique = _without_repeats(entries)
    done = Recorded(firsts)
    would_count_again = False
    # Those of one counter together: then few transactions touch it, and its bucket, more than once.
    parts = list(chunks([entry for group in _by_counter(unique).values() for entry in group]))
    if len(parts) > 1 and any(entry.is_enforced for entry in unique):
        message = "With enforceLimit all is recorded at once, and this is too much; send fewer usages"
        raise InvalidInput(message, field="usages")
    for chunk in parts:
        try:
            _Chunk(scope, counters, ports, done).record(chunk)
        except ConcurrentChange as busy:
            if would_count_again:
                raise PartlyRecorded.of() from busy
            raise
        would_count_again = would_count_again or any(entry.measurement.idempotency_key is None for entry in chunk)
    return done


@dataclass(frozen=True)
class _Chunk:
    """Records what fits one transaction, and plans again what others were faster with."""

    scope: Scope
    counters: Counters
    ports: RecordingPorts
    done: Recorded

    def record(self, chunk: Sequence[Entry]) -> None:
        """Record the entries; where what they burn makes them too many, half of them at a time."""
        left = list(chunk)
        for _ in range(_ATTEMPTS):
            if not left:
                return
            recording = self._planned_or_known(left)
            if recording is None:
                left = [entry for entry in left if entry.measurement.id not in self.done.firsts]
                continue
            if recording.size > LARGEST_TRANSACTION and len(left) > 1:
                half = len(left) // 2
                self.record(left[:half])
                self.record(left[half:])
                return
            refusal = self.ports.recorder.record(self.scope, recording, now=self.ports.times.today)
            if refusal is None:
                self._keep(recording)
                return
            self.done.firsts.update(refusal.duplicates)
            left = [entry for entry in left if entry.measurement.id not in refusal.duplicates]
            if refusal.is_stale and left:
                left, fresh = self.ports.reload(left)
                self.counters.update(fresh)
        raise ConcurrentChange("Others are reporting on the same counters; send the request again")

    def _planned_or_known(self, left: Sequence[Entry]) -> Recording | None:
        try:
            return _planned(self.scope, left, self.counters, self.ports)
        except LimitExceeded:
            # A repeat exceeds nothing: it is known, and answered with what was recorded first.
            known = self.ports.recorder.known(
                self.scope, [entry.measurement for entry in left], now=self.ports.times.today
            )
            if not known:
                raise
            self.done.firsts.update(known)
            return None

    def _keep(self, recording: Recording) -> None:
        self.counters.update({change.key: change.counter for change in recording.counters})
        if recording.burning is not None:
            burning = [each for each in recording.measurements if each.id in recording.burning_ids]
            burnt = zip(burning, recording.burning.burnt, strict=True)
            self.done.burnt.update({each.id: what for each, what in burnt if what is not None})


def chunks(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Yield the entries in their order, as many at a time as one transaction is sure to hold."""
    chunk: list[Entry] = []
    items: set[Any] = set()
    for entry in entries:
        touched = _items(entry)
        room = LARGEST_BURNING if entry.rate is not None or any(each.rate for each in chunk) else LARGEST_TRANSACTION
        if chunk and len(items | touched) > room:
            yield chunk
            chunk, items = [], set()
        chunk.append(entry)
        items |= touched
    if chunk:
        yield chunk


def _items(entry: Entry) -> set[Any]:
    # Its own record, its counter and its bucket; a dated one may change the bucket of a later SET too. Each bucket
    # twice where there are dimensions.
    measurement, key = entry.measurement, entry.key
    buckets: set[Any] = {(key, "now")}
    if measurement.is_dated:
        buckets = {(key, measurement.id, "own"), (key, measurement.id, "later SET")}
    if entry.rate is not None:
        # What was burnt in its hour, by its dimensions.
        buckets |= {("burnt", key, measurement.dimensions, measurement.id if measurement.is_dated else "now")}
    if measurement.dimensions is not None:
        buckets |= {(bucket, measurement.dimensions) for bucket in buckets}
    return {measurement.id, key, *buckets, *(budget.key for budget in entry.budgets)}


def _without_repeats(entries: Sequence[Entry]) -> tuple[FirstReports, list[Entry]]:
    firsts: FirstReports = {}
    seen: dict[Any, Measurement] = {}
    for entry in entries:
        first = seen.setdefault(entry.measurement.identity, entry.measurement)
        if first is not entry.measurement:
            firsts[entry.measurement.id] = first
    return firsts, [entry for entry in entries if entry.measurement.id not in firsts]


def _by_counter(entries: Sequence[Entry]) -> dict[CounterKey, list[Entry]]:
    groups: dict[CounterKey, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.key, []).append(entry)
    return groups


def _planned(scope: Scope, entries: Sequence[Entry], counters: Counters, ports: RecordingPorts) -> Recording:
    counter_changes: list[CounterChange] = []
    bucket_changes: list[BucketChange] = []
    burns: dict[str, UsageBurn] = {}
    counted: list[Counted] = []
    for key, group in _by_counter(entries).items():
        counter, now = counters.get(key), ports.times.of(key.customer_id)
        span = buckets_needed(counter, group, now)
        stored = ports.buckets.within(scope, key, span) if span is not None else None
        change, changed_buckets, amounts, for_budgets = plan_counted(counter, group, stored, now=now)
        counter_changes.append(change)
        bucket_changes += changed_buckets
        counted += for_budgets
        burns |= {
            entry.measurement.id: burn_of(entry, amount)
            for entry, amount in zip(group, amounts, strict=True)
            if entry.rate
        }
    measurements = tuple(entry.measurement for entry in entries)
    burning = None
    if burns:
        burning = ports.burner.burn(scope, [burns[each.id] for each in measurements if each.id in burns])
    present = {each.budget.key.customer_id: ports.times.of(each.budget.key.customer_id) for each in counted}
    return Recording(
        measurements,
        tuple(counter_changes),
        tuple(bucket_changes),
        burning,
        frozenset(burns),
        tuple(changes_of(counted, present)),
    )


def burn_of(entry: Entry, amount: Decimal) -> UsageBurn:
    """Return what an entry burns that adds so much, in the units of reports, to its counter."""
    measurement = entry.measurement
    assert entry.rate is not None, "it burns credits"
    return UsageBurn(
        customer_id=measurement.customer_id,
        resource_id=measurement.resource_id,
        feature_id=measurement.feature_id,
        rate=entry.rate,
        units=in_sold_units(amount, entry.unit_transformation),
        event_id=measurement.idempotency_key or measurement.id,
        timestamp=measurement.timestamp,
        fields=dimensions_of(measurement.dimensions),
        dimensions=measurement.dimensions,
    )
