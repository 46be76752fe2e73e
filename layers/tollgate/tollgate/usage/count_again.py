"""Count a customer's kept events again, apart from what is shown: as many of the next as one transaction takes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from tollgate.catalog.feature import Feature
from tollgate.entitlements.counter import CounterKey
from tollgate.entitlements.tally import Tally
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope
from tollgate.tasks.meter_recount import MeterRecount
from tollgate.usage.event import Event
from tollgate.usage.event_metering import EventPlaces
from tollgate.usage.event_plan import plan_events
from tollgate.usage.event_recording import (
    Added,
    CountedEvent,
    EventRecording,
    Known,
    bucket_of,
    by_counter,
    items_of,
    values_to_read,
)
from tollgate.usage.matching import may_pass, names_of
from tollgate.usage.recount_ports import Recounting
from tollgate.usage.recount_step import RecountStep

_MOST_EVENTS = 400
"""What one step reads: a second's work."""
_MOST_NAMES = 4
"""What one step looks at of names that the customer has no events of: each is looked for in 16 partitions."""
_MOST_ITEMS = 90
"""Of its events: with the task and its event they fit one transaction."""


def count_again(
    scope: Scope, recount: MeterRecount, feature: Feature, ports: Recounting, *, now: datetime
) -> RecountStep:
    """Stage what the next events count, and return the recount beyond them."""
    found, reached = _following(scope, recount, feature, ports, now)
    left = [event for _, event in found if not event.was_met_by(feature.id, recount.part)]
    if not left:
        return RecountStep(reached)
    places = ports.metering.look_up(scope, [each.sent for each in left], [feature])
    taken, last = _taken(left, places, recount)
    if last is not None:
        reached = reached.counted_to(next(place for place, event in found if event is last))
    recording = _stage(scope, taken, recount, places, ports)
    step = RecountStep(reached, len(taken) - len(recording.uncounted))
    return step.out_of_range(*(each.idempotency_key for each in recording.uncounted))


def _following(
    scope: Scope, recount: MeterRecount, feature: Feature, ports: Recounting, now: datetime
) -> tuple[Sequence[tuple[str, Event]], MeterRecount]:
    """Return the events that are next, all of one name, and the recount beyond them."""
    names = _names(scope, feature, ports)
    for _ in range(_MOST_NAMES):
        if recount.name >= len(names):
            return (), recount.showing(0)
        name, after = names[recount.name], recount.after_event
        found = ports.kept.following(scope, recount.customer_id or "", name, after, limit=_MOST_EVENTS, now=now)
        if found:
            return found, recount.counted_to(found[-1][0])
        recount = recount.at_next_name()
    return (), recount


def _names(scope: Scope, feature: Feature, ports: Recounting) -> list[str]:
    assert feature.meter is not None
    names = names_of(feature.meter)
    if names is None:
        names = frozenset(each for each in ports.metering.names.all(scope) if may_pass(feature.meter, each))
    return sorted(names)


def _taken(
    events: Sequence[Event], places: EventPlaces, recount: MeterRecount
) -> tuple[list[CountedEvent], Event | None]:
    """Return what the first of the events count, as many as fit, and the last of them where some are left."""
    taken: list[CountedEvent] = []
    items: set[object] = set()
    before: Event | None = None
    for counted in _counted(events, places, recount):
        touched = items_of(counted) - {(counted.event.identity, "")}
        if taken and len(items | touched) > _MOST_ITEMS:
            return taken, before
        before = counted.event
        items |= touched
        if counted.contributions:
            taken.append(counted)
    return taken, None


def _counted(events: Sequence[Event], places: EventPlaces, recount: MeterRecount) -> Iterator[CountedEvent]:
    for event in events:
        counted = CountedEvent(event, places.contributions(event))
        starts = [bucket_of(Added(each, event)) for each in counted.contributions]
        is_covered = recount.covers_from is not None and all(each >= recount.covers_from for each in starts)
        yield counted if is_covered else CountedEvent(event)


def _stage(
    scope: Scope, taken: Sequence[CountedEvent], recount: MeterRecount, places: EventPlaces, ports: Recounting
) -> EventRecording:
    groups = by_counter(taken)
    values = {value for group in groups.values() for value in values_to_read(group)}
    seen = ports.metering.recorder.seen(scope, values) if values else {}
    stored: dict[CounterKey, Mapping[datetime, Tally]] = {}
    for key, group in groups.items():
        # A value that was seen later before moves from that bucket.
        starts = [bucket_of(each) for each in group] + [first for value, first in seen.items() if value.key == key]
        span = Period(start=min(starts), end=max(starts) + timedelta(milliseconds=1))
        stored[key] = ports.recounted.within(scope, key, recount.part, span)
    tallies = {key: {start: {recount.part: tally} for start, tally in each.items()} for key, each in stored.items()}
    now = {key: places.times.of(key.customer_id) for key in groups}
    recording, _ = plan_events(taken, Known({}, tallies, seen), now)
    for change in recording.tallies:
        ports.recounted.add(scope, change, stored[change.key].get(change.start))
    for value in recording.values:
        ports.recounted.see(scope, value)
    return recording
