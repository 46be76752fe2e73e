"""The usage of an entitlement in its present period."""

from datetime import datetime

from tollgate.catalog.unit_transformation import in_sold_units
from tollgate.entitlements.counter import CounterKey, known_total
from tollgate.entitlements.live import LiveState
from tollgate.entitlements.ports import UsageBuckets
from tollgate.entitlements.resolve import Resolved
from tollgate.entitlements.tally import together
from tollgate.entitlements.verdict import Usage, is_metered
from tollgate.shared.scope import Scope


def usage_now(
    scope: Scope, customer_id: str, resolved: Resolved, state: LiveState, *, buckets: UsageBuckets, now: datetime
) -> Usage | None:
    """Return the usage of a metered feature, None for others.

    It is the counter's total, or what the buckets come to where the reset schedule changed since the last report.
    """
    if not is_metered(resolved):
        return None
    key = CounterKey(customer_id, resolved.counter_resource_id, resolved.entitlement.feature_id)
    period, counter = resolved.schedule.period_at(now), state.counters.get(key)
    total = known_total(counter, period)
    if total is None:
        total = together(buckets.tallies(scope, key, period).values()).usage
    return Usage(period, in_sold_units(total, resolved.entitlement.unit_transformation), counter)
