"""Reads usage by the hour and by its dimensions from table `live`."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from tollgate.entitlements.counter import CounterKey
from tollgate.shared.entity import wire_instant
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope
from tollgate.storage import bucket_keys
from tollgate.storage.models import UsageBucket
from tollgate.usage.history import DimensionAmount


class DynamoDimensionBuckets:
    """Satisfies `usage.ports.DimensionBuckets`."""

    def within(self, scope: Scope, key: CounterKey, period: Period) -> Iterator[DimensionAmount]:
        """Yield what was counted with dimensions in each bucket of the period, read strongly consistently."""
        # A sort key is the bucket's start and, behind `#`, a digest: `~` comes after all of them.
        first, last = wire_instant(period.start), f"{wire_instant(period.end - timedelta(milliseconds=1))}#~"
        partition = bucket_keys.dimension_buckets(scope, *key)
        for row in UsageBucket.query(partition, UsageBucket.sk.between(first, last), consistent_read=True):
            start = datetime.fromisoformat(row.sk.partition("#")[0])
            yield DimensionAmount(start, row.dimensions or "{}", row.amount)
