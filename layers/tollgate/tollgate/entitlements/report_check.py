"""Keep a check that a client made by itself."""

from tollgate.entitlements.events import EntitlementDenied, EntitlementGranted, EntitlementRequested
from tollgate.entitlements.reported_check import ReportedCheck
from tollgate.shared.clock import Clock
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


def report_check(scope: Scope, check: ReportedCheck, *, events: EventRecorder, clock: Clock) -> None:
    """Tell that it was asked, and how it was answered: it is taken as it is told, whatever a check would say now."""
    now = clock.now()
    events.record(scope, EntitlementRequested.of(check, at=now))
    outcome = EntitlementGranted if check.result.has_access else EntitlementDenied
    events.record(scope, outcome.of(check, at=now))
