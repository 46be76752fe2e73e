"""Report usage: up to 100 measurements, checked together, recorded in their order, answered with the usage after."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from tollgate.catalog.ports import PlanGrants
from tollgate.catalog.unit_transformation import in_sold_units
from tollgate.credits.burn_usage import BurntUsage
from tollgate.customers.ports import AccessSeen
from tollgate.entitlements.checking import grants_of
from tollgate.entitlements.counter import NOTHING, Counter, CounterKey, known_total
from tollgate.entitlements.live import Held, LiveState
from tollgate.entitlements.ports import KnownFeatures, LiveReader, UsageBuckets
from tollgate.entitlements.seen import seen_at
from tollgate.governance.attributing import Attributing
from tollgate.governance.governed_usage import GovernedUsage
from tollgate.shared.clock import CustomerClock
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.errors import DomainError, InvalidInput
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope
from tollgate.usage.attribute import attributed, budgets_by_measurement, governed_usage
from tollgate.usage.burning import CreditBurner
from tollgate.usage.customer_times import CustomerTimes, times_of
from tollgate.usage.errors import located
from tollgate.usage.measurement import MOST_AT_ONCE, MOST_ENFORCED, Measurement, NewMeasurement, measurement_of
from tollgate.usage.ports import MeasurementRecorder
from tollgate.usage.prepare import Preparation
from tollgate.usage.record import Counters, Recorded, RecordingPorts, burn_of, record_entries
from tollgate.usage.recording import Entry


class ReportedUsage(Value):
    """A measurement as it was first reported, and the usage of its period now; no period where usage never resets.

    The usage is told as a check tells it: in the units of the limit. `credit` is what it burnt, nothing where it had
    been reported before, and the balance then.
    """

    measurement: Measurement
    current_usage: Amount
    usage_period_start: Instant | None = None
    usage_period_end: Instant | None = None
    credit: BurntUsage | None = None


@dataclass(frozen=True)
class Metering:
    """The ports that metering works with; without `attributing` nothing counts in budgets."""

    live: LiveReader
    buckets: UsageBuckets
    recorder: MeasurementRecorder
    plans: PlanGrants
    addons: PlanGrants
    features: KnownFeatures
    burner: CreditBurner
    seen: Callable[[], AccessSeen]
    attributing: Attributing | None = None

    def state_of(self, scope: Scope, usages: Iterable[NewMeasurement | Measurement]) -> LiveState:
        """Return access and counters of what is reported."""
        wanted = (CounterKey(each.customer_id, each.resource_id, each.feature_id) for each in usages)
        return self.live.of_features(scope, wanted)

    def prepare(
        self, scope: Scope, measurements: Sequence[Measurement], state: LiveState, times: CustomerTimes
    ) -> Preparation:
        """Return what is needed to find the counters of these measurements, beside their access and counters."""
        state = seen_at(scope, state, times.of, seen=self.seen)
        owners = {(each.customer_id, each.resource_id) for each in measurements}
        rows = {each for owner in owners for each in state.subscriptions(*owner, times.of(owner[0]))}
        # Whether usage is reported or comes from events is the feature's, as it is now: no version of a plan says it.
        known = self.features.many(scope, {each.feature_id for each in measurements}, now=times.today)
        grants = grants_of(scope, Held(tuple(rows)), plans=self.plans, addons=self.addons)
        budgets = budgets_by_measurement(scope, measurements, self.attributing)
        return Preparation(state, grants, known, times, budgets)

    def record(self, scope: Scope, entries: Sequence[Entry], counters: Counters, times: CustomerTimes) -> Recorded:
        """Record the entries exactly once and return those that had been reported before, and what others burnt."""

        def reload(left: Sequence[Entry]) -> tuple[list[Entry], Counters]:
            measurements = [entry.measurement for entry in left]
            fresh = self.prepare(scope, measurements, self.state_of(scope, measurements), times)
            return [_again(fresh, entry) for entry in left], dict(fresh.state.counters)

        ports = RecordingPorts(reload, self.recorder, self.buckets, self.burner, times)
        return record_entries(scope, entries, counters, ports=ports)

    def repeated(self, scope: Scope, entries: Sequence[Entry], recorded: Recorded) -> dict[str, BurntUsage]:
        """Return, by the id of a measurement that was reported before, the balance now; it burnt nothing more."""
        known = [entry for entry in entries if entry.rate is not None and entry.measurement.id in recorded.firsts]
        if not known:
            return {}
        burnt = self.burner.burn(scope, [burn_of(entry, NOTHING) for entry in known]).burnt
        found = zip(known, burnt, strict=True)
        return {entry.measurement.id: what for entry, what in found if what is not None}


def report_usage(
    scope: Scope, usages: Sequence[NewMeasurement], *, metering: Metering, clock: CustomerClock, ids: Ids
) -> list[ReportedUsage]:
    """Return the measurements as they are recorded, in their order; nothing is recorded where one of them is refused.

    A report never fails for a limit that it does not enforce: checks gate. One that does goes with at most 20, and
    nothing is recorded where it would exceed the limit (`LimitExceeded`). Raises `InvalidInput` for what cannot be and
    the error of whatever does not exist, each naming the measurement's place.
    """
    if not 1 <= len(usages) <= MOST_AT_ONCE:
        raise InvalidInput(f"usages holds 1-{MOST_AT_ONCE} measurements", field="usages")
    if len(usages) > MOST_ENFORCED and any(new.enforce_limit for new in usages):
        raise InvalidInput(f"usages holds at most {MOST_ENFORCED} measurements with enforceLimit", field="usages")
    state = metering.state_of(scope, usages)
    times = times_of(scope, (new.customer_id for new in usages), state, clock=clock)
    measurements = [_measurement(index, new, times=times, ids=ids) for index, new in enumerate(usages)]
    prepared = metering.prepare(scope, measurements, state, times)
    entries = [
        prepared.entry(index, measurement, is_enforced=usages[index].enforce_limit)
        for index, measurement in enumerate(measurements)
    ]
    recorded = metering.record(scope, entries, dict(prepared.state.counters), times)
    counters = metering.live.of_features(scope, [_asked(entry) for entry in entries]).counters
    known = metering.repeated(scope, entries, recorded)
    return [_reported(scope, entry, recorded, known, counters, buckets=metering.buckets) for entry in entries]


def governed_usage_of(
    scope: Scope, reported: Sequence[ReportedUsage], *, metering: Metering, clock: CustomerClock
) -> list[GovernedUsage]:
    """Return what is used of the budgets that measurements counted in, after them, each budget once."""
    if metering.attributing is None:
        return []
    currencies = {each.measurement.id: each.credit.currency_id for each in reported if each.credit is not None}
    measurements = [each.measurement for each in reported]
    asked = attributed(scope, measurements, metering.attributing, currencies=currencies)
    if not asked:
        return []
    named = [each.measurement for each in asked]
    state = metering.state_of(scope, named)
    times = times_of(scope, (each.customer_id for each in named), state, clock=clock)
    return governed_usage(scope, asked, attributing=metering.attributing, features=metering.features, times=times)


def _measurement(index: int, new: NewMeasurement, *, times: CustomerTimes, ids: Ids) -> Measurement:
    try:
        return measurement_of(new, now=times.of(new.customer_id), ids=ids)
    except DomainError as error:
        raise located(error, index) from error


def _again(fresh: Preparation, entry: Entry) -> Entry:
    # What was accepted stays accepted: where its subscription ends meanwhile, it counts as it was first prepared.
    with suppress(DomainError):
        return fresh.entry(entry.index, entry.measurement, is_enforced=entry.is_enforced)
    return replace(entry, budgets=fresh.budgets.get(entry.measurement.id, ()))


def _asked(entry: Entry) -> CounterKey:
    measurement = entry.measurement
    return CounterKey(measurement.customer_id, measurement.resource_id, measurement.feature_id)


def _reported(
    scope: Scope,
    entry: Entry,
    recorded: Recorded,
    balances: Mapping[str, BurntUsage],
    counters: Mapping[CounterKey, Counter],
    *,
    buckets: UsageBuckets,
) -> ReportedUsage:
    period = entry.schedule.period_at(entry.measurement.timestamp)
    total = known_total(counters.get(entry.key), period)
    if total is None:
        total = sum(buckets.within(scope, entry.key, period).values(), start=NOTHING)
    firsts, own = recorded.firsts, entry.measurement.id
    first = firsts.get(own, entry.measurement)
    resets = entry.schedule.reset_period is not None
    return ReportedUsage(
        measurement=firsts.get(first.id, first),
        credit=recorded.burnt.get(own, balances.get(own)),
        current_usage=in_sold_units(max(total, NOTHING), entry.unit_transformation),
        usage_period_start=period.start if resets else None,
        usage_period_end=period.end if resets else None,
    )
