"""Reads usage by the hour from table `live`."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import accumulate

from tollgate.catalog.meter import AggregationFunction
from tollgate.entitlements.counter import CounterKey
from tollgate.entitlements.tally import ADDITIVE, Tally, together
from tollgate.shared.entity import wire_instant
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope
from tollgate.storage import bucket_keys
from tollgate.storage.lean import Item, key_of, number, query_items, text

_AFTER_PARTS = "$"
"""Sorts after the `#` that begins the revision in a sort key."""


class DynamoUsageBuckets:
    """Satisfies `usage.ports.UsageBuckets`."""

    def within(self, scope: Scope, key: CounterKey, period: Period) -> dict[datetime, Decimal]:
        """Return what was counted in each bucket of the period, by the bucket's start, read strongly consistently."""
        return {start: tally.total for start, tally in self.tallies(scope, key, period).items()}

    def tallies(self, scope: Scope, key: CounterKey, period: Period) -> dict[datetime, Tally]:
        """Return the same as what the usage is made of, also where it does not add up, in the order of time."""
        return {start: together(each.values()) for start, each in self.parts(scope, key, period).items()}

    def parts(self, scope: Scope, key: CounterKey, period: Period) -> dict[datetime, dict[int, Tally]]:
        """Return what each bucket is made of, by the revisions of the meter, in their order."""
        return parts_within(bucket_keys.usage_buckets(scope, *key), period)


class DynamoUsageReader:
    """Satisfies `billing.usage.UsageReader`: a bucket belongs to the window that holds its start."""

    def __init__(self) -> None:
        self._buckets = DynamoUsageBuckets()

    def within(
        self, scope: Scope, customer_id: str, resource_id: str | None, feature_id: str, period: Period
    ) -> Decimal:
        """Return what was used of a feature in a window."""
        return self.of_windows(scope, customer_id, resource_id, feature_id, [period])[0]

    def of_windows(
        self, scope: Scope, customer_id: str, resource_id: str | None, feature_id: str, windows: Sequence[Period]
    ) -> tuple[Decimal, ...]:
        """Return what was used of a feature in each of these windows; all buckets they share are read once."""
        if not windows:
            return ()
        whole = Period(start=min(each.start for each in windows), end=max(each.end for each in windows))
        buckets = list(self._buckets.tallies(scope, CounterKey(customer_id, resource_id, feature_id), whole).items())
        starts = [start for start, _ in buckets]
        edges = [(bisect_left(starts, each.start), bisect_left(starts, each.end)) for each in windows]
        if not all(tally.function in ADDITIVE for _, tally in buckets):
            return tuple(together(tally for _, tally in buckets[first:end]).usage for first, end in edges)
        reached = list(accumulate((tally.total for _, tally in buckets), initial=Decimal(0)))
        return tuple(reached[end] - reached[first] for first, end in edges)


def parts_within(partition: str, period: Period) -> dict[datetime, dict[int, Tally]]:
    """Return the buckets of a partition that begin in a period, in the order of time, read strongly consistently."""
    # No bucket starts at the period's end and yet before it: a range that holds its end holds nothing more.
    first, end = wire_instant(period.start), wire_instant(period.end - timedelta(milliseconds=1)) + _AFTER_PARTS
    parts: dict[datetime, dict[int, Tally]] = {}
    for item in query_items("live", partition, (first, end)):
        start, revision = bucket_keys.bucket_of_sort_key(key_of(item).sk)
        parts.setdefault(start, {})[revision] = tally_of(item)
    return {start: dict(sorted(each.items())) for start, each in parts.items()}


def tally_of(item: Item) -> Tally:
    """Return what a bucket holds."""
    function = text(item, "fn")
    return Tally(
        function=AggregationFunction(function) if function is not None else None,
        count=int(item["count"]["N"]),
        total=Decimal(item["sum"]["N"]),
        lowest=number(item, "min"),
        highest=number(item, "max"),
    )
