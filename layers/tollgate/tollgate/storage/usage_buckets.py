"""Reads usage by the hour from table `live`."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import accumulate

from tollgate.entitlements.counter import CounterKey
from tollgate.shared.entity import wire_instant
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.models import UsageBucket


class DynamoUsageBuckets:
    """Satisfies `usage.ports.UsageBuckets`."""

    def within(self, scope: Scope, key: CounterKey, period: Period) -> dict[datetime, Decimal]:
        """Return what was counted in each bucket of the period, by the bucket's start, read strongly consistently."""
        # No bucket starts at the period's end and yet before it: a range that holds its end holds nothing more.
        first, end = wire_instant(period.start), wire_instant(period.end - timedelta(milliseconds=1))
        rows = UsageBucket.query(
            keys.usage_buckets(scope, *key), UsageBucket.sk.between(first, end), consistent_read=True
        )
        return {datetime.fromisoformat(row.sk): row.amount for row in rows}


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
        buckets = sorted(self._buckets.within(scope, CounterKey(customer_id, resource_id, feature_id), whole).items())
        starts = [start for start, _ in buckets]
        reached = list(accumulate((amount for _, amount in buckets), initial=Decimal(0)))
        return tuple(
            reached[bisect_left(starts, each.end)] - reached[bisect_left(starts, each.start)] for each in windows
        )
