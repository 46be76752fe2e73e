"""Record measurements exactly once: plan the transactions, and plan again what others were faster with."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tollgate.entitlements.counter import Counter, CounterKey
from tollgate.entitlements.ports import UsageBuckets
from tollgate.governance.budget import Counted, changes_of
from tollgate.shared.errors import ConcurrentChange, InvalidInput
from tollgate.shared.scope import Scope
from tollgate.usage.customer_times import CustomerTimes
from tollgate.usage.errors import LimitExceeded, PartlyRecorded
from tollgate.usage.measurement import Measurement
from tollgate.usage.ports import MeasurementRecorder
from tollgate.usage.recording import BucketChange, CounterChange, Entry, Recording, buckets_needed, plan_counted

Counters = dict[CounterKey, Counter]
Reload = Callable[[Sequence[Entry]], tuple[list[Entry], Counters]]
FirstReports = dict[str, Measurement]

LARGEST_TRANSACTION = 100
_ATTEMPTS = 100


def record_entries(
    scope: Scope,
    entries: Sequence[Entry],
    counters: Counters,
    *,
    reload: Reload,
    recorder: MeasurementRecorder,
    buckets: UsageBuckets,
    times: CustomerTimes,
) -> FirstReports:
    """Record the entries of each counter in their order; return, by id, what had been reported before.

    One transaction carries as many as fit; where one of them enforces a limit, it carries them all. Raises
    `LimitExceeded` for such a one, `ConcurrentChange` where others were faster again and again, and `PartlyRecorded`
    where by then something is recorded that would count again.
    """
    firsts, unique = _without_repeats(entries)
    would_count_again = False
    # Those of one counter together: then few transactions touch it, and its bucket, more than once.
    parts = list(chunks([entry for group in _by_counter(unique).values() for entry in group]))
    if len(parts) > 1 and any(entry.is_enforced for entry in unique):
        message = "With enforceLimit all is recorded at once, and this is too much; send fewer usages"
        raise InvalidInput(message, field="usages")
    for chunk in parts:
        try:
            firsts |= _record_chunk(
                scope, chunk, counters, reload=reload, recorder=recorder, buckets=buckets, times=times
            )
        except ConcurrentChange as busy:
            if would_count_again:
                raise PartlyRecorded.of() from busy
            raise
        would_count_again = would_count_again or any(entry.measurement.idempotency_key is None for entry in chunk)
    return firsts


def _record_chunk(
    scope: Scope,
    chunk: Sequence[Entry],
    counters: Counters,
    *,
    reload: Reload,
    recorder: MeasurementRecorder,
    buckets: UsageBuckets,
    times: CustomerTimes,
) -> FirstReports:
    firsts: FirstReports = {}
    left = list(chunk)
    for _ in range(_ATTEMPTS):
        if not left:
            return firsts
        try:
            recording = _planned(scope, left, counters, buckets, times)
        except LimitExceeded:
            # A repeat exceeds nothing: it is known, and answered with what was recorded first.
            known = recorder.known(scope, [entry.measurement for entry in left], now=times.today)
            if not known:
                raise
            firsts |= known
            left = [entry for entry in left if entry.measurement.id not in known]
            continue
        refusal = recorder.record(scope, recording, now=times.today)
        if refusal is None:
            counters |= {change.key: change.counter for change in recording.counters}
            return firsts
        firsts |= refusal.duplicates
        left = [entry for entry in left if entry.measurement.id not in refusal.duplicates]
        if refusal.is_stale and left:
            left, fresh = reload(left)
            counters |= fresh
    raise ConcurrentChange("Others are reporting on the same counters; send the request again")


def chunks(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Yield the entries in their order, as many at a time as one transaction is sure to hold."""
    chunk: list[Entry] = []
    items: set[Any] = set()
    for entry in entries:
        touched = _items(entry)
        if chunk and len(items | touched) > LARGEST_TRANSACTION:
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


def _planned(
    scope: Scope, entries: Sequence[Entry], counters: Counters, buckets: UsageBuckets, times: CustomerTimes
) -> Recording:
    counter_changes: list[CounterChange] = []
    bucket_changes: list[BucketChange] = []
    counted: list[Counted] = []
    for key, group in _by_counter(entries).items():
        counter, now = counters.get(key), times.of(key.customer_id)
        span = buckets_needed(counter, group, now)
        stored = buckets.within(scope, key, span) if span is not None else None
        change, changed_buckets, for_budgets = plan_counted(counter, group, stored, now=now)
        counter_changes.append(change)
        bucket_changes += changed_buckets
        counted += for_budgets
    present = {each.budget.key.customer_id: times.of(each.budget.key.customer_id) for each in counted}
    return Recording(
        tuple(entry.measurement for entry in entries),
        tuple(counter_changes),
        tuple(bucket_changes),
        tuple(changes_of(counted, present)),
    )
