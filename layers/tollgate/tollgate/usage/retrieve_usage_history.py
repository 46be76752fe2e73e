"""Retrieve how a customer's usage of a feature went."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tollgate.catalog.errors import FeatureNotFound, FeatureNotMetered
from tollgate.catalog.feature import Feature, MeterType
from tollgate.catalog.unit_transformation import UnitTransformation, in_sold_units
from tollgate.customers.errors import CustomerNotFound, CustomerResourceNotFound
from tollgate.entitlements.checking import Checking
from tollgate.entitlements.counter import NOTHING, CounterKey
from tollgate.entitlements.live import LiveState, ResourceId
from tollgate.entitlements.resolve import Resolved, resolve, sources_of
from tollgate.entitlements.windows import ResetSchedule
from tollgate.shared.entity import Instant, Value
from tollgate.shared.errors import InvalidInput
from tollgate.shared.period import Period, start_of_day
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod
from tollgate.shared.reset_windows import calendar_anchor
from tollgate.shared.scope import Scope
from tollgate.usage.history import (
    Amounts,
    Point,
    Series,
    Tag,
    UsageHistory,
    cuts_seen,
    edges_of,
    grouped,
    points_of,
    resets_of,
    span_read,
)
from tollgate.usage.ports import DimensionBuckets

MOST_KEYS = 3
MOST_POINTS = 50_000


class ShownPeriod(Value):
    """The reset period that the history is drawn with, in the place of the one that holds."""

    reset_period: ResetPeriod
    reset_anchor: ResetAnchor | None = None


class HistoryRequest(Value):
    """Whose usage of what is asked for, when, and by which dimensions.

    Without `includes_inactive` it is only told from where the subscriptions that give the feature now began to count.
    """

    customer_id: str
    feature_id: str
    resource_id: ResourceId = None
    start: Instant
    end: Instant | None = None
    group_by: tuple[str, ...] = ()
    includes_inactive: bool = True
    shown_period: ShownPeriod | None = None


@dataclass(frozen=True)
class _Counted:
    """Where usage of the feature is counted, and since when what is live counts it."""

    key: CounterKey
    schedule: ResetSchedule
    transformation: UnitTransformation | None
    begins: datetime | None


def retrieve_usage_history(
    scope: Scope, request: HistoryRequest, *, checking: Checking, dimensions: DimensionBuckets
) -> UsageHistory:
    """Return the usage over time, in the units of the limit.

    Raises `CustomerNotFound`, `CustomerResourceNotFound`, `FeatureNotFound`, `FeatureNotMetered`, and `InvalidInput`
    for a span that is empty or too much to tell.
    """
    asked = CounterKey(request.customer_id, request.resource_id, request.feature_id)
    now, state = checking.present(scope, checking.live.of_features(scope, [asked]), request.customer_id)
    feature = _feature(scope, request, state, checking)
    span = _span(request, now)
    counted = _counted(scope, request, state, feature, checking=checking, now=now)
    if counted is None:
        return UsageHistory(span)
    read = span_read(span, counted.schedule, is_open=span.end == now)
    amounts = _since(checking.buckets.tallies(scope, counted.key, read), counted.begins)
    is_level = feature.meter_type is MeterType.FLUCTUATING
    resets = resets_of(span, counted.schedule, () if is_level else cuts_seen(amounts, counted.schedule))
    groups: Mapping[tuple[Tag, ...], Amounts] = {(): amounts}
    if request.group_by:
        named = dimensions.within(scope, counted.key, read)
        groups = grouped(amounts, (each for each in named if each.start in amounts), request.group_by)
    if len(groups) * (len(edges_of(span)) + 2 * len(resets)) > MOST_POINTS:
        raise InvalidInput(f"That is over {MOST_POINTS} points; ask for less time or fewer groups", field="startDate")
    return UsageHistory(
        span,
        tuple(each for each in resets if each.timestamp >= span.start),
        tuple(
            Series(tags, tuple(_sold(point, counted.transformation) for point in points_of(of_group, span, resets)))
            for tags, of_group in groups.items()
        ),
    )


def _feature(scope: Scope, request: HistoryRequest, state: LiveState, checking: Checking) -> Feature:
    customer = state.access_of(request.customer_id)
    if customer is None or customer.is_archived:
        raise CustomerNotFound.of(request.customer_id)
    if request.resource_id is not None and state.access_of(request.customer_id, request.resource_id) is None:
        raise CustomerResourceNotFound.of(request.customer_id, request.resource_id)
    feature = checking.known(scope, [request.feature_id]).get(request.feature_id)
    if feature is None:
        raise FeatureNotFound.of(request.feature_id)
    if not feature.is_metered:
        raise FeatureNotMetered.of(request.feature_id, feature.feature_type)
    return feature


def _span(request: HistoryRequest, now: datetime) -> Period:
    if len(request.group_by) > MOST_KEYS:
        raise InvalidInput(f"groupBy names at most {MOST_KEYS} dimensions", field="groupBy")
    # Nothing is known of what is to come.
    end = min(request.end or now, now)
    if request.start >= (request.end or now):
        raise InvalidInput("endDate must be after startDate", field="endDate")
    if request.start >= end:
        raise InvalidInput("startDate lies in the future", field="startDate")
    return Period(start=request.start, end=end)


def _counted(
    scope: Scope, request: HistoryRequest, state: LiveState, feature: Feature, *, checking: Checking, now: datetime
) -> _Counted | None:
    held = state.held(request.customer_id, request.resource_id, now)
    resolved = resolve(sources_of(feature.id, held, checking.grants(scope, held), feature))
    if resolved is None:
        if not request.includes_inactive:
            return None
        key = CounterKey(request.customer_id, request.resource_id, feature.id)
        return _Counted(key, _schedule(request, None), feature.unit_transformation, None)
    begins = start_of_day(min(source.origin.usage_anchor for source in resolved.sources))
    return _Counted(
        CounterKey(request.customer_id, resolved.counter_resource_id, feature.id),
        _schedule(request, resolved),
        resolved.entitlement.unit_transformation,
        None if request.includes_inactive else begins,
    )


def _schedule(request: HistoryRequest, resolved: Resolved | None) -> ResetSchedule:
    shown = request.shown_period
    if shown is None:
        return resolved.schedule if resolved is not None else ResetSchedule()
    calendar = calendar_anchor(shown.reset_period, shown.reset_anchor)
    own = start_of_day(resolved.source.origin.usage_anchor if resolved is not None else request.start)
    cut = resolved.schedule.cut if resolved is not None else None
    return ResetSchedule(shown.reset_period, calendar or own, is_calendar=calendar is not None, cut=cut)


def _since(amounts: Amounts, begins: datetime | None) -> Amounts:
    return {start: tally for start, tally in amounts.items() if begins is None or start >= begins}


def _sold(point: Point, transformation: UnitTransformation | None) -> Point:
    return point._replace(value=in_sold_units(max(point.value, NOTHING), transformation))
