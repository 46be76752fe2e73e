"""How usage of a feature went: totals over time, by dimensions if asked, and where they started from zero again."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from tollgate.entitlements.counter import NOTHING
from tollgate.entitlements.tally import ADDITIVE, Tally, together
from tollgate.entitlements.windows import ResetSchedule
from tollgate.shared.entity import json_number
from tollgate.shared.period import Period, add_months, start_of_day, start_of_hour
from tollgate.shared.reset_windows import window_at

_INSTANT = timedelta(milliseconds=1)
_HOURLY, _DAILY = timedelta(hours=48), timedelta(days=92)


class MarkerType(StrEnum):
    """Why usage started from zero again: its period was over, or the plan changed."""

    PERIODIC_RESET = "PERIODIC_RESET"
    SUBSCRIPTION_CHANGE_RESET = "SUBSCRIPTION_CHANGE_RESET"


class Marker(NamedTuple):
    """An instant at which usage started from zero again."""

    timestamp: datetime
    type: MarkerType


class Point(NamedTuple):
    """The usage of its period up to an instant; `reset` is why it is zero there, where it is a new beginning."""

    timestamp: datetime
    value: Decimal
    reset: MarkerType | None = None


class Tag(NamedTuple):
    """A dimension and its value; what was reported without it has the empty one."""

    key: str
    value: str


@dataclass(frozen=True)
class Series:
    """The points of everything that was reported with these tags; without tags, of everything."""

    tags: tuple[Tag, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True)
class UsageHistory:
    """The usage in a span of time."""

    span: Period
    markers: tuple[Marker, ...] = ()
    series: tuple[Series, ...] = ()


class DimensionAmount(NamedTuple):
    """What a bucket counted for one combination of dimensions, given as canonical JSON."""

    start: datetime
    dimensions: str
    amount: Decimal


Amounts = Mapping[datetime, Tally]
"""What each bucket counted, by its start: not every function of a meter adds up."""


def span_read(span: Period, schedule: ResetSchedule, *, is_open: bool = False) -> Period:
    """Return the span whose buckets tell of `span`: from the start of the period it begins in.

    In the present (`is_open`) the bucket counts that begins at this very instant.
    """
    start = window_at(schedule.reset_period, schedule.anchor, span.start).start
    return Period(start=start, end=span.end + _INSTANT if is_open else span.end)


def resets_of(span: Period, schedule: ResetSchedule, cuts: Iterable[datetime]) -> list[Marker]:
    """Return where usage started from zero, from the start of the period that the span begins in, until its end."""
    if schedule.reset_period is None:
        return []
    found = {cut: MarkerType.SUBSCRIPTION_CHANGE_RESET for cut in cuts}
    start = window_at(schedule.reset_period, schedule.anchor, span.start).start
    while start <= span.end:
        found[start] = MarkerType.PERIODIC_RESET
        start = window_at(schedule.reset_period, schedule.anchor, start).end
    return [Marker(at, kind) for at, kind in sorted(found.items()) if at <= span.end]


def cuts_seen(amounts: Amounts, schedule: ResetSchedule) -> set[datetime]:
    """Return the instants at which a change of plan cut usage: buckets begin with the hour, or with such a cut."""
    kept = {schedule.cut} if schedule.cut is not None else set()
    return kept | {start for start in amounts if start != start_of_hour(start)}


def edges_of(span: Period) -> list[datetime]:
    """Return the instants that points are told of: every hour, day or month in UTC, and the end of the span."""
    length, edges = span.end - span.start, []
    if length <= _DAILY:
        step = timedelta(hours=1) if length <= _HOURLY else timedelta(days=1)
        edge = (start_of_hour if length <= _HOURLY else start_of_day)(span.start) + step
        while edge < span.end:
            edges.append(edge)
            edge += step
    else:
        first = start_of_day(span.start).replace(day=1)
        months = 1
        while (edge := add_months(first, months)) < span.end:
            edges.append(edge)
            months += 1
    return [*edges, span.end]


def points_of(amounts: Amounts, span: Period, resets: Sequence[Marker]) -> tuple[Point, ...]:
    """Return the running total at each edge and, at each reset, what it had come to and the zero it began at.

    Of the last instant itself only what is given is counted: it is, where the span ends in the present.
    """
    kinds = dict(resets)
    left = sorted(amounts.items(), reverse=True)
    total, points = Tally(), []
    for moment in sorted({*edges_of(span), *kinds}):
        while left and left[-1][0] < moment:
            total = total.plus(left.pop()[1])
        is_shown = moment >= span.start
        # What began before the span shows nothing of its end: the reset is where it begins.
        if is_shown and moment > span.start:
            points.append(Point(moment, total.usage))
        if moment in kinds:
            total = Tally()
            if is_shown:
                points.append(Point(moment, NOTHING, kinds[moment]))
    if left:
        latest = Point(span.end, together([total, *(tally for _, tally in reversed(left))]).usage)
        points = [*(points[:-1] if points[-1].reset is None else points), latest]
    return tuple(points)


def grouped(
    amounts: Amounts, by_dimensions: Iterable[DimensionAmount], keys: Sequence[str]
) -> dict[tuple[Tag, ...], dict[datetime, Tally]]:
    """Return what was counted for each combination of these dimensions; what came without any is counted too."""
    groups: dict[tuple[Tag, ...], dict[datetime, Tally]] = {}
    rest = dict(amounts)
    for start, dimensions, amount in by_dimensions:
        named = json.loads(dimensions)
        _add(groups, tuple(Tag(key, _text(named.get(key, ""))) for key in keys), start, Tally(total=amount))
        left = rest.get(start, Tally())
        rest[start] = left.but(total=left.total - amount)
    for start, tally in rest.items():
        if tally.total if tally.function in ADDITIVE else tally.count:
            _add(groups, tuple(Tag(key, "") for key in keys), start, tally)
    return dict(sorted(groups.items()))


def _add(
    groups: dict[tuple[Tag, ...], dict[datetime, Tally]], tags: tuple[Tag, ...], start: datetime, tally: Tally
) -> None:
    group = groups.setdefault(tags, {})
    group[start] = group.get(start, Tally()).plus(tally)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=json_number)
