"""Begin to count different values again where a schedule changed: hours do not tell which values they hold."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tollgate.catalog.feature import Feature
from tollgate.catalog.meter import AggregationFunction
from tollgate.customers.access import Access, UsageRecount
from tollgate.customers.ports import AccessRepository
from tollgate.entitlements.counter import Counter, CounterKey
from tollgate.shared.clock import Clock
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope
from tollgate.tasks.meter_recount import MeterRecount
from tollgate.tasks.ports import TaskRepository
from tollgate.tasks.start_task import start_task
from tollgate.usage.event_metering import EventPlaces, Owner
from tollgate.usage.recount_ports import Recounting


@dataclass(frozen=True)
class Rescheduling:
    """The ports that beginning a recount works with."""

    recounting: Recounting
    access: AccessRepository
    tasks: TaskRepository
    events: EventRecorder
    clock: Clock
    ids: Ids


def recount_rescheduled(scope: Scope, customer_id: str, ports: Rescheduling) -> int:
    """Stage a task for each feature of the customer whose present period mixes schedules; return how many.

    It is asked whenever access or such a counter changes, late, twice and out of order: a recount is begun once for
    each period that a schedule comes to.
    """
    metering = ports.recounting.metering
    features = [each for each in metering.meters.of(scope) if _tells_values_apart(each)]
    if not features:
        return 0
    own = ports.access.find(scope, customer_id)
    if own is None or own.is_archived:
        return 0
    owners = ports.recounting.owners(scope, customer_id)
    wanted = {CounterKey(*owner, feature.id) for owner in owners for feature in features}
    places = metering.places(scope, set(owners), wanted, features)
    begun = own
    for feature in features:
        period = next(_mixed(feature, owners, places), None)
        latest = own.recount_of(feature.id)
        if period is not None and (latest is None or not _is_for(latest, feature, period)):
            begun = begun.with_recount(_begin(scope, own, feature, period, ports))
    if begun is not own:
        ports.access.save(scope, begun)
    return sum(each not in own.recounts for each in begun.recounts)


def _tells_values_apart(feature: Feature) -> bool:
    return feature.meter is not None and feature.meter.aggregation.function is AggregationFunction.UNIQUE


def _mixed(feature: Feature, owners: Iterable[Owner], places: EventPlaces) -> Iterator[Period]:
    """Yield the periods of now in which values were counted over another schedule's."""
    for owner in owners:
        resolved = places.resolved(owner, feature)
        counter = places.state.counters.get(CounterKey(*owner, feature.id))
        if resolved is None or resolved.counter_resource_id != owner[1] or counter is None:
            continue
        period = resolved.schedule.period_at(places.times.of(owner[0]))
        if (counter.is_mixed and counter.period == period) or _is_of_another(counter, period):
            yield period


def _is_of_another(counter: Counter, period: Period) -> bool:
    return counter.period != period and not counter.is_over_before(period)


def _is_for(latest: UsageRecount, feature: Feature, period: Period) -> bool:
    return latest.period == period and latest.meter_revision == feature.meter_revision


def _begin(scope: Scope, own: Access, feature: Feature, period: Period, ports: Rescheduling) -> UsageRecount:
    latest = own.recount_of(feature.id)
    payload = MeterRecount(feature_id=feature.id, revision=feature.meter_revision, only_customer_id=own.customer_id)
    task = start_task(scope, payload, at=ports.clock.now(), tasks=ports.tasks, events=ports.events, ids=ports.ids)
    return UsageRecount(
        feature_id=feature.id,
        revision=latest.revision + 1 if latest is not None else 1,
        meter_revision=feature.meter_revision,
        period=period,
        task_id=task.id,
    )
