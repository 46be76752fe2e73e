"""What was burnt over time: series of points, one per feature or per combination of tags. Pure."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from tollgate.credits.consumption import Burnt
from tollgate.credits.wallet import NONE
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.period import Period, add_months, start_of_day, start_of_hour

FEATURE_KEY = "featureId"
"""The key of `groupBy` that stands for the feature, beside the keys of dimensions."""

_HOURLY_UP_TO, _DAILY_UP_TO = timedelta(days=2), timedelta(days=92)


class UsageTimeRange(StrEnum):
    """A span that ends now."""

    LAST_DAY = "LAST_DAY"
    LAST_WEEK = "LAST_WEEK"
    LAST_MONTH = "LAST_MONTH"
    LAST_YEAR = "LAST_YEAR"


class Step(StrEnum):
    """What one point covers, in UTC."""

    HOUR = "HOUR"
    DAY = "DAY"
    MONTH = "MONTH"


class UsageTag(Value):
    """A dimension that a series is of, and its value."""

    key: str
    value: str


class UsagePoint(Value):
    """What was burnt within the step that begins at an instant, and by how many events."""

    timestamp: Instant
    value: Amount = NONE
    events: int = 0


class UsageSeries(Value):
    """What one feature, or one combination of tags, burnt of one currency."""

    currency_id: str
    feature_id: str | None = None
    tags: tuple[UsageTag, ...] | None = None
    points: tuple[UsagePoint, ...] = ()

    @property
    def total(self) -> Decimal:
        """Return what was burnt in all points."""
        return sum((point.value for point in self.points), NONE)

    @property
    def events(self) -> int:
        """Return how many events burnt it."""
        return sum(point.events for point in self.points)


def span_of(time_range: UsageTimeRange, now: datetime) -> tuple[Period, Step]:
    """Return the span of a range, from the beginning of its first step, and the step of its points."""
    match time_range:
        case UsageTimeRange.LAST_DAY:
            return Period(start=start_of_hour(now - timedelta(hours=23)), end=now), Step.HOUR
        case UsageTimeRange.LAST_WEEK:
            return Period(start=start_of_day(now - timedelta(days=6)), end=now), Step.DAY
        case UsageTimeRange.LAST_MONTH:
            return Period(start=start_of_day(now - timedelta(days=29)), end=now), Step.DAY
        case UsageTimeRange.LAST_YEAR:
            return Period(start=add_months(_start_of_month(now), -11), end=now), Step.MONTH


def step_of(period: Period) -> Step:
    """Return the step for a span of any length: hours up to two days, days up to 92, else months."""
    length = period.end - period.start
    if length <= _HOURLY_UP_TO:
        return Step.HOUR
    return Step.DAY if length <= _DAILY_UP_TO else Step.MONTH


def series_of(burnt: Iterable[Burnt], period: Period, step: Step, keys: Sequence[str]) -> list[UsageSeries]:
    """Return a series for each feature, or for each combination of the values of `keys`, what burnt most first.

    Each has a point for every step of the span. What has no value for a key is of its empty value.
    """
    found: dict[tuple[str, str | None, tuple[UsageTag, ...] | None], dict[datetime, UsagePoint]] = {}
    for each in burnt:
        place = (each.key.currency_id, *_group_of(each, keys))
        points = found.setdefault(place, {})
        start = _start_of(each.at, step)
        before = points.get(start, UsagePoint(timestamp=start))
        points[start] = before.but(value=before.value + each.amount, events=before.events + each.events)
    starts = list(_starts(period, step))
    series = [
        UsageSeries(
            currency_id=currency_id,
            feature_id=feature_id,
            tags=tags,
            points=tuple(points.get(start, UsagePoint(timestamp=start)) for start in starts),
        )
        for (currency_id, feature_id, tags), points in found.items()
    ]
    return sorted(series, key=lambda each: (-each.total, each.currency_id, each.feature_id or "", str(each.tags)))


def _group_of(burnt: Burnt, keys: Sequence[str]) -> tuple[str | None, tuple[UsageTag, ...] | None]:
    if not keys:
        return burnt.feature_id, None
    values = json.loads(burnt.dimensions) if burnt.dimensions is not None else {}
    tags = tuple(UsageTag(key=key, value=_text(values.get(key))) for key in keys if key != FEATURE_KEY)
    return (burnt.feature_id if FEATURE_KEY in keys else None), tags


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _starts(period: Period, step: Step) -> Iterator[datetime]:
    first = start = _start_of(period.start, step)
    count = 0
    while start < period.end:
        yield start
        count += 1
        if step is Step.MONTH:
            start = add_months(first, count)
        else:
            start = first + count * (timedelta(hours=1) if step is Step.HOUR else timedelta(days=1))


def _start_of(moment: datetime, step: Step) -> datetime:
    if step is Step.HOUR:
        return start_of_hour(moment)
    return start_of_day(moment) if step is Step.DAY else _start_of_month(moment)


def _start_of_month(moment: datetime) -> datetime:
    return start_of_day(moment).replace(day=1)
