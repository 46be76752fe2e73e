"""How what a changed meter counted again takes the place of what the earlier one had counted, hour by hour. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tollgate.catalog.meter import AggregationFunction
from tollgate.entitlements.counter import Counter, CounterKey
from tollgate.entitlements.tally import ADDITIVE, Tally, together
from tollgate.entitlements.windows import ResetSchedule
from tollgate.usage.event_recording import Parts
from tollgate.usage.measurement import LARGEST_WHOLE
from tollgate.usage.recording import Replacement

_ITEMS = 90
"""With the counter, the task and its event they fit one transaction."""


@dataclass(frozen=True)
class Recounted:
    """A counter whose meter was changed: by which function and revision it counts now, and on what schedule."""

    key: CounterKey
    schedule: ResetSchedule
    function: AggregationFunction
    revision: int
    keeps_counted: bool = False

    def keeps(self, parts: Parts) -> bool:
        """Tell whether a bucket stays as it is: what was reported is counted from no event."""
        first = parts.get(0)
        return first is not None and first.count > 0 and (self.keeps_counted or first.function is None)


@dataclass(frozen=True)
class BucketShown:
    """A bucket as it is shown from now on: what was counted again, if anything, and no longer by `dropped` revisions.

    Where the bucket stays as it is, `stays`, what was counted again is forgotten.
    """

    start: datetime
    tally: Tally | None
    dropped: tuple[int, ...] = ()
    stays: bool = False


@dataclass(frozen=True)
class Showing:
    """What one transaction shows; `is_out_of_range` where the total would be beyond what is counted exactly."""

    buckets: tuple[BucketShown, ...]
    counter: Replacement | None
    is_out_of_range: bool = False


def plan_showing(
    recounted: Recounted,
    counter: Counter | None,
    shown: Mapping[datetime, Parts],
    again: Mapping[datetime, Tally],
    starts: Sequence[datetime],
    *,
    now: datetime,
) -> Showing:
    """Return what showing these buckets changes: `shown` and `again` are all there are, by their starts.

    What the changed meter counts meanwhile is in a part of its own of each bucket, and stays. The total is what the
    buckets of the counter's period come to then.
    """
    buckets = tuple(_shown(recounted, start, shown.get(start, {}), again.get(start)) for start in starts)
    after = {start: dict(parts) for start, parts in shown.items()}
    for each in buckets:
        if not each.stays:
            left = {revision: tally for revision, tally in shown.get(each.start, {}).items() if _stays(revision, each)}
            after[each.start] = left if each.tally is None else {0: each.tally, **left}
    period = recounted.schedule.period_at(now)
    if counter is not None and period.end <= max(counter.period.start, counter.updated_at):
        period = counter.period  # another clock is ahead, and a counter never goes back
    inside = (after[start] for start in sorted(after) if period.holds(start))
    none = Tally(function=recounted.function)
    whole = none.plus(together(tally for parts in inside for _, tally in sorted(parts.items())))
    whole = whole.but(function=recounted.function)
    if counter is None and not any(each.tally for each in buckets):
        return Showing(buckets, None)
    is_additive = recounted.function in ADDITIVE
    fresh = Counter(
        period=period,
        total=whole.usage,
        tally=None if is_additive else whole,
        version=counter.version + 1 if counter is not None else 1,
        set_at=counter.set_at if counter is not None else None,
        updated_at=max(now, counter.updated_at) if counter is not None else now,
    )
    seen = counter.version if counter is not None else None
    out_of_range = is_additive and abs(whole.usage) > LARGEST_WHOLE
    return Showing(buckets, Replacement(recounted.key, fresh, seen), out_of_range)


def next_starts(
    shown: Mapping[datetime, Parts], again: Mapping[datetime, Tally], *, start: datetime, after: datetime | None
) -> tuple[list[datetime], bool]:
    """Return the buckets that are shown next, as many as one transaction holds, and whether none are left then."""
    left = sorted(each for each in shown.keys() | again.keys() if each >= start and (after is None or each > after))
    starts = list(_fitting(left, shown))
    return starts, len(starts) == len(left)


def _fitting(starts: Sequence[datetime], shown: Mapping[datetime, Parts]) -> Iterator[datetime]:
    items = 0
    for each in starts:
        items += 2 + len(shown.get(each, {}))
        if items > _ITEMS:
            return
        yield each


def _shown(recounted: Recounted, start: datetime, parts: Parts, again: Tally | None) -> BucketShown:
    if recounted.keeps(parts):
        return BucketShown(start, None, stays=True)
    counts = again is not None and (again.count != 0 or again.total != 0)
    dropped = tuple(revision for revision in parts if 0 < revision < recounted.revision)
    return BucketShown(start, again if counts else None, dropped)


def _stays(revision: int, bucket: BucketShown) -> bool:
    return revision != 0 and revision not in bucket.dropped
