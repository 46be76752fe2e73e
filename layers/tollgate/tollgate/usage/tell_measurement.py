"""Tell of usage that was reported, where somebody asks for it."""

from dataclasses import dataclass
from decimal import Decimal

from tollgate.catalog.unit_transformation import in_sold_units
from tollgate.entitlements.check import Finding, find_entitlement
from tollgate.entitlements.checking import Checking
from tollgate.entitlements.counter import NOTHING, Counter
from tollgate.entitlements.entitlement import Entitlement
from tollgate.entitlements.verdict import Question, is_metered
from tollgate.shared.following import Listeners, OnceRecorder
from tollgate.usage.events import MeasurementReported
from tollgate.usage.fire_thresholds import CounterChange


@dataclass(frozen=True)
class TellingOfUsage:
    """The ports that telling of reported usage works with."""

    listeners: Listeners
    checking: Checking
    events: OnceRecorder


def tell_measurement(change: CounterChange, ports: TellingOfUsage) -> bool:
    """Stage the event of a change of usage, once per change, and tell whether there is one.

    The limit is that of now; where nothing grants the feature by now, or another counter counts, there is none.
    """
    event_type = MeasurementReported.event_type
    moved = _moved(change.former, change.counter)
    if not moved or not ports.listeners.wants(change.scope, event_type):
        return False
    if ports.events.is_recorded(change.scope, event_type, f"MEASUREMENT#{change.key.feature_id}", change.cause):
        return False
    customer_id, resource_id, feature_id = change.key
    question = Question(customer_id=customer_id, resource_id=resource_id, feature_id=feature_id)
    finding = find_entitlement(change.scope, question, checking=ports.checking)
    measured, changed = _measured(finding, change, moved)
    ports.events.record_once(change.scope, MeasurementReported.of(measured, change.counter, changed), change.cause)
    return True


def _moved(former: Counter | None, counter: Counter) -> Decimal:
    """Return by how much usage is another than it was: nothing of it is left where a new period began."""
    is_anew = former is None or former.is_over_before(counter.period)
    return counter.total - (NOTHING if former is None or is_anew else former.total)


def _measured(finding: Finding, change: CounterChange, moved: Decimal) -> tuple[Entitlement, Decimal]:
    """Return what the usage is held against, and by how much it moved, in the units of the limit."""
    resolved, entitlement = finding.resolved, finding.entitlement
    is_counted = resolved is not None and is_metered(resolved)
    if resolved is None or not is_counted or resolved.counter_resource_id != change.key.resource_id:
        without = entitlement.but(current_usage=change.counter.total, usage_limit=None, has_unlimited_usage=False)
        return without.but(feature=entitlement.feature or finding.feature), moved
    unit = entitlement.unit_transformation
    return entitlement.but(current_usage=in_sold_units(change.counter.total, unit)), in_sold_units(moved, unit)
