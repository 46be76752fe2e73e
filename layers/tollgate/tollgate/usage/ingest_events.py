"""Count events that arrive by queue: each once, in as few transactions as hold them, those known already left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tollgate.catalog.feature import Feature
from tollgate.catalog.unit_transformation import in_sold_units
from tollgate.credits.burn_usage import UsageBurn
from tollgate.entitlements.counter import CounterKey
from tollgate.shared.errors import ConcurrentChange, DomainError
from tollgate.shared.scope import Scope
from tollgate.usage.errors import UsageOutOfRange
from tollgate.usage.event import EventIdentity, NewEvent
from tollgate.usage.event_metering import EventMetering, EventPlaces
from tollgate.usage.event_plan import plan_events
from tollgate.usage.event_ports import EventRefusal, Mark
from tollgate.usage.event_recording import (
    Contribution,
    CountedEvent,
    EventRecording,
    Increase,
    Known,
    buckets_to_read,
    by_counter,
    items_of,
    mark_of,
    values_to_read,
)
from tollgate.usage.record import LARGEST_BURNING, LARGEST_TRANSACTION
from tollgate.usage.rejected import Skipped

_ATTEMPTS = 100
_NOT_COUNTED = "The event is kept, but not counted: the usage would be beyond what is counted exactly"


def ingest_events(
    scope: Scope,
    events: Mapping[int, NewEvent],
    *,
    received_at: datetime,
    metering: EventMetering,
    is_redelivered: bool = False,
) -> Sequence[Skipped]:
    """Keep the events, by their place in the chunk, count each once, and return those that were skipped.

    Raises only what a later delivery may cure; what was recorded by then is known the next time.
    """
    places: dict[EventIdentity, int] = {}
    first: dict[EventIdentity, NewEvent] = {}
    skipped = []
    for place, new in events.items():
        try:
            first.setdefault(new.checked().identity, new)
        except DomainError as error:
            skipped.append(Skipped(place, error.code, error.message))
        else:
            places.setdefault(new.identity, place)
    ingestion = _Ingestion(scope, list(first.values()), received_at, metering)
    # An event that is known already makes the whole transaction be refused: after a first delivery many may be.
    uncounted = ingestion.run(reads_known=is_redelivered)
    return [*skipped, *(Skipped(places[each], UsageOutOfRange.code, _NOT_COUNTED) for each in uncounted)]


class _Ingestion:
    """Records the events of one chunk, and plans again what others were faster with."""

    def __init__(
        self, scope: Scope, events: Sequence[NewEvent], received_at: datetime, metering: EventMetering
    ) -> None:
        self._scope, self._events, self._received_at, self._metering = scope, events, received_at, metering

    def run(self, *, reads_known: bool) -> list[EventIdentity]:
        """Record everything; return the events that a counter could not take."""
        if not self._events:
            return []
        self._metering.names.remember(self._scope, {each.event_name for each in self._events})
        found = self._metering.look_up(self._scope, self._events)
        parts = self._parts(found, self._events)
        if reads_known:
            events = [each.event for each in parts]
            known = self._metering.recorder.known(self._scope, events, now=found.times.today)
            parts = [each for each in parts if each.event.identity not in known]
        uncounted: list[EventIdentity] = []
        counters = dict(found.state.counters)
        for chunk in _chunks(parts):
            recorded, found = self._record(chunk, found, counters)
            uncounted += recorded.uncounted
            counters |= {change.key: change.counter for change in recorded.counters}
        return uncounted

    def _parts(self, found: EventPlaces, events: Sequence[NewEvent]) -> list[CountedEvent]:
        return [part for each in events for part in found.parts(each, received_at=self._received_at)]

    def _record(
        self, chunk: Sequence[CountedEvent], found: EventPlaces, counters: dict[CounterKey, Any]
    ) -> tuple[EventRecording, EventPlaces]:
        left = list(chunk)
        for _ in range(_ATTEMPTS):
            recording = self._planned(left, found, counters)
            if not left:
                return recording, found
            if recording.size > LARGEST_TRANSACTION and len(left) > 1:
                return self._record_halves(left, found, counters)
            refusal = self._metering.recorder.record(self._scope, recording, now=found.times.today)
            if refusal is None:
                return recording, found
            left = _without(left, refusal)
            if refusal.is_stale and left:
                left, found = self._again(left, found.features)
                counters |= found.state.counters
        raise ConcurrentChange("Others are counting on the same counters; deliver the events again")

    def _record_halves(
        self, left: Sequence[CountedEvent], found: EventPlaces, counters: dict[CounterKey, Any]
    ) -> tuple[EventRecording, EventPlaces]:
        """Record what burns too much for one transaction in two."""
        half = len(left) // 2
        first, found = self._record(left[:half], found, counters)
        counters |= {change.key: change.counter for change in first.counters}
        second, found = self._record(left[half:], found, counters)
        return replace(second, uncounted=(*first.uncounted, *second.uncounted)), found

    def _again(
        self, left: Sequence[CountedEvent], features: Sequence[Feature]
    ) -> tuple[list[CountedEvent], EventPlaces]:
        by_identity = {each.identity: each for each in self._events}
        events = [by_identity[identity] for identity in dict.fromkeys(each.event.identity for each in left)]
        # The meters stay those of the beginning: an event is kept with the revisions that counted it.
        found = self._metering.look_up(self._scope, events, features)
        fresh = {
            (part.event.identity, mark_of(each)): each
            for part in self._parts(found, events)
            for each in part.contributions
        }
        return [_renewed(part, fresh) for part in left], found

    def _planned(
        self, events: Sequence[CountedEvent], found: EventPlaces, counters: Mapping[CounterKey, Any]
    ) -> EventRecording:
        groups = by_counter(events)
        now = {key: found.times.of(key.customer_id) for key in groups}
        spans = {key: buckets_to_read(counters.get(key), group, now[key]) for key, group in groups.items()}
        tallies = {
            key: self._metering.buckets.parts(self._scope, key, span) for key, span in spans.items() if span is not None
        }
        wanted = {value for group in groups.values() for value in values_to_read(group)}
        values = self._metering.recorder.seen(self._scope, wanted) if wanted else {}
        recording, increases = plan_events(events, Known(counters, tallies, values), now)
        if not increases:
            return recording
        burns = [_burn(each) for each in increases]
        return replace(recording, burning=self._metering.burner.burn(self._scope, burns))


def _burn(increase: Increase) -> UsageBurn:
    contribution, event = increase.added
    assert contribution.rate is not None, "it burns credits"
    return UsageBurn(
        customer_id=event.customer_id,
        resource_id=event.resource_id,
        feature_id=contribution.key.feature_id,
        rate=contribution.rate,
        units=in_sold_units(increase.amount, contribution.unit_transformation),
        event_id=event.idempotency_key,
        timestamp=event.timestamp,
        fields=event.sent.fields,
        dimensions=event.dimensions,
    )


def _chunks(parts: Sequence[CountedEvent]) -> Iterator[list[CountedEvent]]:
    """Yield the parts, those of the same counters together, as many at a time as one transaction is sure to hold."""
    chunk: list[CountedEvent] = []
    items: set[object] = set()
    burns = False
    for part in sorted(parts, key=_counters_of):
        touched = items_of(part)
        adds_burns = any(each.rate is not None for each in part.contributions)
        most = LARGEST_BURNING if burns or adds_burns else LARGEST_TRANSACTION
        if chunk and len(items) + len(touched - items) > most:
            yield chunk
            chunk, items, burns = [], set(), False
        chunk.append(part)
        items |= touched
        burns = burns or adds_burns
    if chunk:
        yield chunk


def _counters_of(part: CountedEvent) -> tuple[bool, list[tuple[str, str, str]]]:
    # Marked parts come first; sorting is stable, so that nothing else changes the order of the events.
    keys = [(each.key.customer_id, each.key.resource_id or "", each.key.feature_id) for each in part.contributions]
    return (not part.marks, keys)


def _renewed(part: CountedEvent, fresh: Mapping[tuple[EventIdentity, str], Contribution]) -> CountedEvent:
    """Return a part as it counts now, for the features that it was made for: others may have theirs recorded."""
    places = ((part.event.identity, mark_of(each)) for each in part.contributions)
    return CountedEvent(part.event, tuple(fresh[place] for place in places if place in fresh), part.marks)


def _without(left: Sequence[CountedEvent], refusal: EventRefusal) -> list[CountedEvent]:
    """Return what of the parts is not recorded yet."""
    rest = []
    for part in left:
        known: set[Mark] = {(part.event.identity, mark) for mark in part.marks} & refusal.known
        if (part.event.identity, "") in refusal.known and not part.marks:
            continue
        if known:
            done = {mark for _, mark in known}
            contributions = tuple(each for each in part.contributions if mark_of(each) not in done)
            part = CountedEvent(part.event, contributions, tuple(each for each in part.marks if each not in done))
            if not part.marks:
                continue
        rest.append(part)
    return rest
