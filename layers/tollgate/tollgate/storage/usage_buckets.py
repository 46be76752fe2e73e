"""Reads usage by the hour from table `live`."""

from datetime import datetime, timedelta
from decimal import Decimal

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
