"""What bodies of events are made of: the directory they are completed from, and the events themselves, whole."""

from typing import TYPE_CHECKING

from tollgate.shared.events import RecordedEvent
from tollgate.wiring.catalog import addon_versions, plan_versions
from tollgate.wiring.credits import known_currencies
from tollgate.wiring.metering import checking, known_features
from tollgate.wiring.work import clock

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.event_catalogue.ports import Directory


def directory() -> "Directory":
    """Return what looks up what bodies show beside what their event tells."""
    from tollgate.storage.directory import DynamoDirectory

    return DynamoDirectory(
        plans=plan_versions(),
        addons=addon_versions(),
        features=known_features(),
        currencies=known_currencies(),
        checking=checking,
        clock=clock(),
    )


def whole_event(event: RecordedEvent) -> RecordedEvent:
    """Return the event with its payload, also where that was too large for the bus."""
    from tollgate.event_catalogue.whole_event import whole_event as made_whole
    from tollgate.storage.told_events import DynamoToldEvents

    return made_whole(event, DynamoToldEvents())
