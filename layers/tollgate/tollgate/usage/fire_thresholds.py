"""Tell that usage has come to a threshold of its limit, once per threshold and period."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import PackageVersions
from tollgate.catalog.unit_transformation import in_sold_units
from tollgate.customers.access import SubscriptionAccess
from tollgate.customers.ports import CustomerRepository
from tollgate.entitlements.check import Finding, find_entitlement
from tollgate.entitlements.checking import Checking
from tollgate.entitlements.counter import NOTHING, Counter, CounterKey
from tollgate.entitlements.verdict import Question, is_metered
from tollgate.shared.entity import Value
from tollgate.shared.events import EventRecorder
from tollgate.shared.following import Cause
from tollgate.shared.scope import Scope
from tollgate.usage.events import EntitlementUsageExceeded
from tollgate.usage.ports import FiredThresholdRepository, WatchedThresholds
from tollgate.usage.threshold import fired_at


class CounterChange(Value):
    """A counter as a change left it, whenever that was, and as it was before; None where it was new or is not known."""

    scope: Scope
    key: CounterKey
    counter: Counter
    former: Counter | None = None
    cause: Cause


@dataclass(frozen=True)
class Firing:
    """The ports that telling of thresholds works with."""

    checking: Checking
    fired: FiredThresholdRepository
    watched: WatchedThresholds
    customers: CustomerRepository
    plans: PackageVersions[Plan]
    events: EventRecorder
    now: datetime


def fire_thresholds(change: CounterChange, ports: Firing) -> bool:
    """Stage the event of the thresholds that were not told of yet, and tell whether there is one.

    One event tells of all that one change crossed: of the highest, with the others beside it. A change may come late,
    twice and out of order: what counts is how high usage stood, and what was told of before.
    The limit is that of now; without one, or where another counter counts by now, nothing is told.
    """
    finding, key = _finding(change, ports), change.key
    limit = _limit_of(finding, key)
    if limit is None or finding.resolved is None:
        return False
    entitlement, counter = finding.entitlement, change.counter
    total = max(in_sold_units(counter.total, entitlement.unit_transformation), NOTHING)
    found = ports.fired.find(change.scope, key, counter.period)
    watched = ports.watched.of(change.scope)
    fired, crossed = fired_at(found, key, counter.period, total=total, limit=limit, thresholds=watched)
    customer = ports.customers.find(change.scope, key.customer_id) if crossed else None
    if customer is None:
        if found is not None and fired != found:
            ports.fired.save(change.scope, fired, now=ports.now)
        return False
    told = EntitlementUsageExceeded.of(
        entitlement.but(current_usage=total),
        counter,
        crossed,
        customer=customer,
        subscriptions=_subscriptions(change.scope, finding, ports),
    )
    ports.fired.save(change.scope, fired, now=ports.now)
    ports.events.record(change.scope, told)
    return True


def _finding(change: CounterChange, ports: Firing) -> Finding:
    customer_id, resource_id, feature_id = change.key
    question = Question(customer_id=customer_id, resource_id=resource_id, feature_id=feature_id)
    return find_entitlement(change.scope, question, checking=ports.checking)


def _limit_of(finding: Finding, key: CounterKey) -> Decimal | None:
    """Return the limit that the counter is held against, None where there is none."""
    resolved = finding.resolved
    if resolved is None or not is_metered(resolved) or resolved.counter_resource_id != key.resource_id:
        return None
    return finding.entitlement.usage_limit if resolved.entitlement.is_granted else None


def _subscriptions(scope: Scope, finding: Finding, ports: Firing) -> list[tuple[SubscriptionAccess, Plan | None]]:
    """Return the subscriptions that give the feature, the one that decides first, with their plans."""
    sources = finding.resolved.sources if finding.resolved is not None else ()
    giving = [each.origin for each in sources if isinstance(each.origin, SubscriptionAccess)]
    plans = ports.plans.many(scope, {(each.plan_id, each.plan_version) for each in giving})
    return [(each, plans.get((each.plan_id, each.plan_version))) for each in giving]
