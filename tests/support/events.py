"""The events that were committed."""

from datetime import timedelta

from tests.support.clock import FixedClock
from tests.support.template_api import FULL_CALLER
from tollgate import wiring
from tollgate.shared.events import RecordedEvent
from tollgate.shared.scope import ActorType, Scope


def events_of(clock: FixedClock) -> list[RecordedEvent]:
    """Return every event of the caller's environment in the last days of the test's clock."""
    scope = Scope(account_id=FULL_CALLER["accountId"], environment_id=FULL_CALLER["environmentId"])
    with wiring.working(actor=ActorType.SYSTEM):
        found = wiring.outbox().between(scope, clock.now() - timedelta(days=2), clock.now() + timedelta(seconds=1))
        return sorted(found, key=lambda event: event.id)


def event_names(clock: FixedClock) -> list[str]:
    """Return the names of those events, in the order in which they were recorded."""
    return [event.name for event in events_of(clock)]
