"""Find the counters that events move: by the meters they pass, and by what their customers hold."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from tollgate.catalog.feature import Feature
from tollgate.catalog.meter import AggregationFunction
from tollgate.catalog.ports import PlanGrants
from tollgate.catalog.unit_transformation import UnitTransformation
from tollgate.charges.price import CreditRate
from tollgate.customers.ports import AccessSeen
from tollgate.entitlements.burning import rate_of
from tollgate.entitlements.checking import grants_of
from tollgate.entitlements.counter import CounterKey
from tollgate.entitlements.live import Held, LiveState
from tollgate.entitlements.resolve import Resolved, resolve, sources_of
from tollgate.entitlements.seen import seen_at
from tollgate.entitlements.terms import Grants
from tollgate.entitlements.verdict import is_metered
from tollgate.entitlements.windows import ResetSchedule
from tollgate.governance.assignment import Target
from tollgate.governance.attributing import Attributing
from tollgate.governance.budget import Budget
from tollgate.shared.clock import CustomerClock
from tollgate.shared.period import start_of_day
from tollgate.shared.scope import Scope
from tollgate.usage.burning import CreditBurner
from tollgate.usage.customer_times import CustomerTimes, times_of
from tollgate.usage.event import Event, EventIdentity, NewEvent, event_of
from tollgate.usage.event_ports import EventNames, EventRecorder, EventState, KnownMeters, MeteredBuckets
from tollgate.usage.event_recording import Contribution, CountedEvent, mark_of
from tollgate.usage.matching import names_of, passes, worth_of
from tollgate.usage.measurement import dimensions_of

Owner = tuple[str, str | None]
Match = tuple[Feature, Decimal | str]
BudgetPlace = tuple[EventIdentity, str]

_MOST_AT_ONCE = 24
"""Features that one event is counted for in one transaction: each takes a mark, a counter, a bucket and a value."""


@dataclass(frozen=True)
class EventMetering:
    """The ports that counting events works with."""

    live: EventState
    buckets: MeteredBuckets
    recorder: EventRecorder
    plans: PlanGrants
    addons: PlanGrants
    meters: KnownMeters
    names: EventNames
    burner: CreditBurner
    seen: Callable[[], AccessSeen]
    clock: CustomerClock
    attributing: Attributing | None = None

    def look_up(
        self, scope: Scope, events: Sequence[NewEvent], features: Sequence[Feature] | None = None
    ) -> "EventPlaces":
        """Return what says where these events count: by these features' meters, or by all there are now."""
        features = self.meters.of(scope) if features is None else features
        # What an event is worth to a meter is the same at any time: the instant it counts at is not among its fields.
        by_name = _by_name(features, {each.event_name for each in events})
        matches = {each.identity: _matches(each, by_name[each.event_name]) for each in events}
        owners = {(each.customer_id, each.resource_id) for each in events}
        wanted = {
            CounterKey(each.customer_id, each.resource_id, feature.id)
            for each in events
            for feature, _ in matches[each.identity]
        }
        found = self.places(scope, owners, wanted, features, matches)
        found.budgets = self._budgets(scope, events, matches)
        return found

    def _budgets(
        self, scope: Scope, events: Sequence[NewEvent], matches: Mapping[EventIdentity, Sequence[Match]]
    ) -> Mapping[BudgetPlace, tuple[Budget, ...]]:
        """Return the budgets that events count in, by what identifies them and by feature."""
        if self.attributing is None:
            return {}
        asked = {}
        for each in events:
            if each.dimensions is None or not matches[each.identity]:
                continue
            if not self.attributing.names_anybody(scope):
                return {}
            dimensions = dimensions_of(each.dimensions)
            for feature, _ in matches[each.identity]:
                target = Target.feature(feature.id)
                attribution = self.attributing.attribution(scope, each.customer_id, target, dimensions)
                if attribution is not None:
                    asked[each.identity, feature.id] = attribution
        budgets = self.attributing.budgets(scope, asked.values())
        return {place: budgets[attribution] for place, attribution in asked.items()}

    def places(
        self,
        scope: Scope,
        owners: Set[Owner],
        wanted: Set[CounterKey],
        features: Sequence[Feature],
        matches: Mapping[EventIdentity, Sequence[Match]] | None = None,
    ) -> "EventPlaces":
        """Return what says where events of these customers and resources count; `matches` are what they pass."""
        state = self.live.of_events(scope, owners, wanted)
        times = times_of(scope, {customer_id for customer_id, _ in owners}, state, clock=self.clock)
        state = seen_at(scope, state, times.of, seen=self.seen)
        rows = {each for owner in owners for each in state.subscriptions(*owner, times.of(owner[0]))}
        grants = grants_of(scope, Held(tuple(rows)), plans=self.plans, addons=self.addons)
        return EventPlaces(state, grants, times, features, matches or {})


class _Counting(NamedTuple):
    """What all events of an owner share that are counted for a feature, and the first instant that they count from."""

    begins: datetime
    key: CounterKey
    schedule: ResetSchedule
    cuts: tuple[datetime, ...]
    function: AggregationFunction
    revision: int
    rate: CreditRate | None
    unit_transformation: UnitTransformation | None


@dataclass
class EventPlaces:
    """Everything that says where events count: access, counters, what versions grant, and the meters they pass."""

    state: LiveState
    grants: Grants
    times: CustomerTimes
    features: Sequence[Feature]
    matches: Mapping[EventIdentity, Sequence[Match]]
    budgets: Mapping[BudgetPlace, tuple[Budget, ...]] = field(default_factory=dict)
    _resolved: dict[tuple[Owner, str], Resolved | None] = field(default_factory=dict)
    _counting: dict[tuple[Owner, str], "_Counting | None"] = field(default_factory=dict)

    def parts(self, new: NewEvent, *, received_at: datetime) -> list[CountedEvent]:
        """Return the event with the counters it moves, in as many parts as fit a transaction each.

        Of a customer or resource that nobody knows, or without a subscription to the feature, it is kept and counts
        nowhere.
        """
        test_clock = self.state.test_clock_of(new.customer_id)
        now = self.times.of(new.customer_id)
        event = event_of(new, received_at=received_at, now=now, is_on_test_clock=test_clock is not None)
        passed = ((each.id, self.revision(new.customer_id, each)) for each, _ in self.matches[new.identity])
        met = {feature_id: revision for feature_id, revision in passed if revision}
        event = event.but(meters=met) if met else event
        contributions = self.contributions(event)
        if len(contributions) <= _MOST_AT_ONCE:
            return [CountedEvent(event, contributions)]
        starts = range(0, len(contributions), _MOST_AT_ONCE)
        groups = [contributions[start : start + _MOST_AT_ONCE] for start in starts]
        marked = [CountedEvent(event, group, tuple(map(mark_of, group))) for group in groups]
        # The event's own record comes last: as long as it is missing, a redelivery counts what is not marked yet.
        return [*marked, CountedEvent(event)]

    def contributions(self, event: Event) -> tuple[Contribution, ...]:
        """Return what an event that was looked up adds to counters."""
        found = (self._contribution(event, *match) for match in self.matches[event.identity])
        return tuple(each for each in found if each is not None)

    def _contribution(self, event: Event, feature: Feature, worth: Decimal | str) -> Contribution | None:
        owner = (event.customer_id, event.resource_id)
        place = (owner, feature.id)
        if place not in self._counting:
            self._counting[place] = self._counts(owner, feature)
        counting = self._counting[place]
        if counting is None or event.timestamp < counting.begins:
            return None
        return Contribution(
            key=counting.key,
            schedule=counting.schedule,
            cuts=counting.cuts,
            function=counting.function,
            worth=worth,
            revision=counting.revision,
            rate=counting.rate,
            unit_transformation=counting.unit_transformation,
            budgets=self.budgets.get((event.identity, feature.id), ()),
        )

    def _counts(self, owner: Owner, feature: Feature) -> "_Counting | None":
        resolved = self.resolved(owner, feature)
        if resolved is None or feature.meter is None:
            return None
        return _Counting(
            begins=start_of_day(min(source.origin.usage_anchor for source in resolved.sources)),
            key=CounterKey(owner[0], resolved.counter_resource_id, feature.id),
            schedule=resolved.schedule,
            cuts=self.state.cuts(*owner),
            function=feature.meter.aggregation.function,
            revision=self.revision(owner[0], feature),
            rate=self._rate(owner, feature, resolved),
            unit_transformation=resolved.entitlement.unit_transformation,
        )

    def _rate(self, owner: Owner, feature: Feature, resolved: Resolved) -> CreditRate | None:
        held = self.state.held(*owner, self.times.of(owner[0]))
        return rate_of(feature.id, held, resolved.source.origin.id)

    def revision(self, customer_id: str, feature: Feature) -> int:
        """Return by which revision the customer's events are counted: it grows with the meter and with each recount."""
        own = self.state.access_of(customer_id)
        recount = own.recount_of(feature.id) if own is not None else None
        return feature.meter_revision + (recount.revision if recount is not None else 0)

    def resolved(self, owner: Owner, feature: Feature) -> Resolved | None:
        """Return what a customer, or its resource, holds of a feature; None where that is nothing that is counted."""
        place = (owner, feature.id)
        if place not in self._resolved:
            self._resolved[place] = self._look(owner, feature)
        return self._resolved[place]

    def _look(self, owner: Owner, feature: Feature) -> Resolved | None:
        customer_id, resource_id = owner
        customer = self.state.access_of(customer_id)
        if customer is None or customer.is_archived:
            return None
        if resource_id is not None and self.state.access_of(customer_id, resource_id) is None:
            return None
        held = self.state.held(customer_id, resource_id, self.times.of(customer_id))
        resolved = resolve(sources_of(feature.id, held, self.grants, feature))
        return resolved if resolved is not None and is_metered(resolved) else None


def _by_name(features: Sequence[Feature], names: Iterable[str]) -> dict[str, list[Feature]]:
    """Return which features may be counted from events of each name: most meters name theirs, and there are many."""
    named = [(feature, names_of(feature.meter)) for feature in features if feature.meter is not None]
    return {name: [feature for feature, known in named if known is None or name in known] for name in names}


def _matches(event: NewEvent, features: Iterable[Feature]) -> list[Match]:
    fields = event.fields
    passed = (each for each in features if each.meter is not None and passes(each.meter, fields))
    worths = ((each, worth_of(each.meter, fields)) for each in passed if each.meter is not None)
    return [(each, worth) for each, worth in worths if worth is not None]
