"""The events that were recorded, read back from the outbox."""

from datetime import UTC, datetime, timedelta

from tollgate import wiring
from tollgate.shared.events import RecordedEvent
from tollgate.shared.scope import ActorType, Scope

TEST_SCOPE = Scope(account_id="account-test", environment_id="development")


def recorded(
    start: datetime = datetime(2026, 1, 15, tzinfo=UTC), days: int = 1, scope: Scope = TEST_SCOPE
) -> list[RecordedEvent]:
    """Return the events of the test environment, or another, of some days, in the order of their making."""
    with wiring.working(actor=ActorType.SYSTEM):
        events = wiring.outbox().between(scope, start, start + timedelta(days=days))
    return sorted(events, key=lambda event: event.id)


def recorded_names(start: datetime = datetime(2026, 1, 15, tzinfo=UTC), days: int = 1) -> list[str]:
    """Return the names of those events."""
    return [event.name for event in recorded(start, days)]
