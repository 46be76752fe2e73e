"""Show what was counted again of a customer, or one of its resources: the next hours, as one transaction takes them."""

from datetime import datetime

from tollgate.catalog.feature import Feature
from tollgate.entitlements.counter import CounterKey
from tollgate.entitlements.windows import ALL_TIME
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope
from tollgate.tasks.meter_recount import MeterRecount
from tollgate.usage.event_metering import EventPlaces, Owner
from tollgate.usage.recount import Recounted, Showing, next_starts, plan_showing
from tollgate.usage.recount_ports import Recounting
from tollgate.usage.recount_step import RecountStep


def show_recounted(
    scope: Scope, recount: MeterRecount, feature: Feature, ports: Recounting, *, now: datetime
) -> RecountStep:
    """Stage that the next hours hold what was counted again, and return the recount beyond them."""
    assert recount.customer_id is not None
    assert recount.covers_from is not None
    owners, place = ports.owners(scope, recount.customer_id), recount.owner or 0
    if place >= len(owners):
        return RecountStep(recount.past_customers(recount.after_customer))
    owner, beyond = owners[place], RecountStep(recount.showing(place + 1))
    key = CounterKey(*owner, feature.id)
    places = ports.metering.places(scope, {owner}, {key}, [feature])
    recounted = _recounted(owner, places, feature, recount)
    if recounted is None:
        return beyond
    present = places.times.of(recount.customer_id)
    counter = places.state.counters.get(key)
    first = min(recount.covers_from, recounted.schedule.period_at(present).start)
    first = min(first, counter.period.start) if counter is not None else first
    whole = Period(start=first, end=ALL_TIME.end)
    # After the counter: what moves a bucket from here on moves the counter too, and then this is planned again.
    shown = ports.metering.buckets.parts(scope, key, whole)
    again = ports.recounted.within(scope, key, recount.part, whole)
    starts, is_last = next_starts(shown, again, start=recount.covers_from, after=recount.after_hour)
    if not starts:
        return beyond
    showing = plan_showing(recounted, counter, shown, again, starts, now=present)
    if showing.is_out_of_range:
        return beyond.out_of_range(recount.customer_id)
    _stage(scope, key, recount.part, showing, ports)
    return beyond if is_last else RecountStep(recount.showing(place, starts[-1]))


def _stage(scope: Scope, key: CounterKey, revision: int, showing: Showing, ports: Recounting) -> None:
    for bucket in showing.buckets:
        if bucket.stays:
            ports.recounted.discard(scope, key, bucket.start, revision=revision)
            continue
        ports.recounted.show(scope, key, bucket.start, bucket.tally, revision=revision)
        for dropped in bucket.dropped:
            ports.recounted.drop(scope, key, bucket.start, revision=dropped)
    if showing.counter is not None:
        ports.recounted.replace(scope, showing.counter)


def _recounted(owner: Owner, places: EventPlaces, feature: Feature, recount: MeterRecount) -> Recounted | None:
    resolved = places.resolved(owner, feature)
    if resolved is None or resolved.counter_resource_id != owner[1] or feature.meter is None:
        return None
    return Recounted(
        key=CounterKey(*owner, feature.id),
        schedule=resolved.schedule,
        function=feature.meter.aggregation.function,
        revision=recount.part,
        keeps_counted=recount.keeps_counted,
    )
