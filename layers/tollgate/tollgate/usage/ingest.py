"""Ingest measurements that arrive by queue: each on its own, those that can never count are skipped and told of."""

from collections.abc import Mapping, Sequence

from tollgate.shared.clock import CustomerClock
from tollgate.shared.errors import DomainError, UnsupportedParameter
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope
from tollgate.usage.customer_times import times_of
from tollgate.usage.errors import UsageOutOfRange
from tollgate.usage.measurement import NewMeasurement, measurement_of
from tollgate.usage.recording import Entry
from tollgate.usage.rejected import Skipped
from tollgate.usage.report import Metering


def ingest_usage(
    scope: Scope, usages: Mapping[int, NewMeasurement], *, metering: Metering, clock: CustomerClock, ids: Ids
) -> Sequence[Skipped]:
    """Record the measurements, by their place in the chunk, and return those that were skipped.

    Raises only what a later delivery may cure; what was recorded by then is a harmless duplicate the next time.
    """
    state = metering.state_of(scope, usages.values())
    times = times_of(scope, (new.customer_id for new in usages.values()), state, clock=clock)
    measurements, skipped = {}, []
    for index, new in usages.items():
        try:
            if new.enforce_limit:  # who asks for it waits for the answer, and nobody waits for a queue
                raise UnsupportedParameter.named("enforceLimit")
            measurements[index] = measurement_of(new, now=times.of(new.customer_id), ids=ids)
        except DomainError as error:
            skipped.append(Skipped(index, error.code, error.message))
    prepared = metering.prepare(scope, list(measurements.values()), state, times)
    entries: list[Entry] = []
    for index, measurement in measurements.items():
        try:
            entries.append(prepared.entry(index, measurement))
        except DomainError as error:
            skipped.append(Skipped(index, error.code, error.message))
    while True:
        try:
            metering.record(scope, entries, dict(prepared.state.counters), times)
        except UsageOutOfRange as error:
            # Which one it is shows only when all before it are counted; those are duplicates the next time.
            skipped.append(Skipped(error.index, error.code, error.message))
            entries = [entry for entry in entries if entry.index != error.index]
        else:
            return skipped
